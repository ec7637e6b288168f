package dev.kidreaper.history;

import dev.kidreaper.model.Footprint;
import dev.kidreaper.model.MemoryBreakdown;
import dev.kidreaper.model.MemorySample;
import dev.kidreaper.model.ProcessId;
import java.lang.System.Logger.Level;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/// The readings of a file.
final class ReadingTable {
    /// The new workers of a pool that are kept: one in a second.
    static final int MOST_NEW_AN_HOUR = 3600;

    private static final System.Logger LOGGER = System.getLogger("dev.kidreaper.history");
    private static final int WORKERS_REMEMBERED = 512;

    /// For each new worker so many old ones are looked at.
    private static final long LOOKED_AT_FOR_EACH = 4;

    private static final String INSERT =
            """
            INSERT OR IGNORE INTO reading
                (at_ms, worker_id, vsz, rss, pss, uss, swap, shared, apart, own, file)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """;
    private static final String WORKER =
            "SELECT id FROM worker WHERE pid = ? AND start_ticks = ? AND pool = ? AND boot = ?";
    private static final String NEW_WORKER =
            "INSERT INTO worker (pid, start_ticks, pool, boot) VALUES (?, ?, ?, ?) RETURNING id";
    private static final String PLACE = "UPDATE worker SET slot = ? WHERE id = ?";
    private static final String OF_WORKER =
            """
            SELECT at_ms, vsz, rss, pss, uss, swap
            FROM reading WHERE at_ms BETWEEN ? AND ? AND worker_id IN (
                SELECT id FROM worker WHERE pid = ? AND start_ticks = ? AND pool = ?)
            ORDER BY at_ms DESC LIMIT ?
            """;

    /// Of some workers, those that have no readings any more.
    private static final String IDLE_WORKERS =
            """
            DELETE FROM worker
            WHERE id IN (SELECT id FROM worker WHERE id > ?1 ORDER BY id LIMIT ?2)
                AND NOT EXISTS (SELECT 1 FROM reading WHERE worker_id = worker.id)
            """;

    private static final String LAST_OF_SOME =
            """
            SELECT max(id), count(*)
            FROM (SELECT id FROM worker WHERE id > ?1 ORDER BY id LIMIT ?2)
            """;

    private record Subject(String pool, ProcessId worker) {}

    /// @param slot that is written down; -1: none
    private record Known(long id, int slot) {}

    private final Database database;
    private final String boot;
    private final NewWorkers newWorkers = new NewWorkers();
    private final SequencedMap<Subject, Known> workers = new LinkedHashMap<>(16, 0.75f, true);
    private long looked;
    private long come;

    ReadingTable(Database database, String boot) {
        this.database = database;
        this.boot = boot;
    }

    /// Adds readings in one transaction.
    ///
    /// @return how many of them were new
    int add(List<MemorySample> readings) {
        return database.writing(
                Database.Commit.LAZY,
                () -> {
                    int added = 0;
                    for (MemorySample memorySample : readings) {
                        added += insert(memorySample);
                    }
                    return added;
                });
    }

    private int insert(MemorySample memorySample) throws SQLException {
        Long worker = worker(memorySample);
        if (worker == null) {
            return 0;
        }
        PreparedStatement insert = database.prepare(INSERT);
        Footprint footprint = memorySample.footprint();
        insert.setLong(1, memorySample.at().toEpochMilli());
        insert.setLong(2, worker);
        set(insert, 3, footprint.vsz());
        set(insert, 4, footprint.rss());
        set(insert, 5, footprint.pss());
        set(insert, 6, footprint.uss());
        set(insert, 7, footprint.swap());
        MemoryBreakdown makeup = memorySample.makeup();
        set(insert, 8, makeup == null ? Footprint.UNREAD : makeup.shared());
        set(insert, 9, makeup == null ? Footprint.UNREAD : makeup.apart());
        set(insert, 10, makeup == null ? Footprint.UNREAD : makeup.own());
        set(insert, 11, makeup == null ? Footprint.UNREAD : makeup.file());
        return insert.executeUpdate();
    }

    private static void set(PreparedStatement insert, int place, long bytes) throws SQLException {
        if (bytes == Footprint.UNREAD) {
            insert.setNull(place, Types.INTEGER);
        } else {
            insert.setLong(place, bytes);
        }
    }

    /// The number of a worker; null if its pool has had too many new ones of late.
    private @Nullable Long worker(MemorySample memorySample) throws SQLException {
        var subject = new Subject(memorySample.pool(), memorySample.worker());
        Known known = workers.get(subject);
        if (known != null && known.slot == memorySample.slot()) {
            return known.id;
        }
        Long id = known == null ? number(database.prepare(WORKER), subject) : (Long) known.id;
        if (id == null && !newWorkers.isRoom(subject.pool, memorySample.at())) {
            return null;
        }
        if (id == null) {
            id = number(database.prepare(NEW_WORKER), subject);
            come++;
        }
        if (id == null) {
            throw new SQLException("[BUG] a worker has no number");
        }
        if (memorySample.slot() >= 0) {
            PreparedStatement place = database.prepare(PLACE);
            place.setInt(1, memorySample.slot());
            place.setLong(2, id);
            place.executeUpdate();
        }
        workers.put(subject, new Known(id, memorySample.slot()));
        if (workers.size() > WORKERS_REMEMBERED) {
            workers.pollFirstEntry();
        }
        return id;
    }

    private @Nullable Long number(PreparedStatement query, Subject subject) throws SQLException {
        query.setInt(1, subject.worker.pid());
        query.setLong(2, subject.worker.startTicks());
        query.setString(3, subject.pool);
        query.setString(4, boot);
        try (ResultSet rows = query.executeQuery()) {
            return rows.next() ? rows.getLong(1) : null;
        }
    }

    /// A worker's readings, the oldest first; the latest ones if there are too many.
    List<MemorySample> of(String pool, ProcessId worker, Instant from, Instant to, int most) {
        return database.reading(() -> {
            PreparedStatement query = database.prepare(OF_WORKER);
            query.setLong(1, from.toEpochMilli());
            query.setLong(2, to.toEpochMilli());
            query.setInt(3, worker.pid());
            query.setLong(4, worker.startTicks());
            query.setString(5, pool);
            query.setInt(6, most);
            var found = new ArrayList<MemorySample>();
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    var at = Instant.ofEpochMilli(rows.getLong(1));
                    found.add(new MemorySample(at, pool, worker, footprint(rows)));
                }
            }
            return found.reversed();
        });
    }

    private static Footprint footprint(ResultSet rows) throws SQLException {
        return new Footprint(
                bytes(rows, 2), bytes(rows, 3), bytes(rows, 4), bytes(rows, 5), bytes(rows, 6));
    }

    private static long bytes(ResultSet rows, int place) throws SQLException {
        long bytes = rows.getLong(place);
        return rows.wasNull() ? Footprint.UNREAD : bytes;
    }

    /// Deletes workers that have no readings any more: of the next few in turn, so many that more
    /// go than come.
    ///
    /// @param least so many are looked at in any case
    void forgetWorkers(int least) {
        long most = Math.max(least, come * LOOKED_AT_FOR_EACH);
        come = 0;
        if (most == 0) {
            return;
        }
        workers.clear();
        looked =
                database.writing(
                        Database.Commit.LAZY,
                        () -> {
                            long last = lastOfSome(most);
                            PreparedStatement idle = database.prepare(IDLE_WORKERS);
                            idle.setLong(1, looked);
                            idle.setLong(2, most);
                            idle.executeUpdate();
                            return last;
                        });
    }

    /// The last of the next few workers; 0 if that is the end, to begin again.
    private long lastOfSome(long most) throws SQLException {
        PreparedStatement last = database.prepare(LAST_OF_SOME);
        last.setLong(1, looked);
        last.setLong(2, most);
        try (ResultSet rows = last.executeQuery()) {
            return rows.next() && rows.getLong(2) == most ? rows.getLong(1) : 0;
        }
    }

    /// How many workers that were not there before each pool has had in this hour. Of a pool whose
    /// workers come and go by the second the first ones are kept: the others tell the same. For one
    /// thread at a time.
    private static final class NewWorkers {
        private static final long HOUR_MILLIS = Duration.ofHours(1).toMillis();

        private final Map<String, Integer> counts = new HashMap<>();
        private long hour;

        /// Whether there is room for one more of a pool; it is counted.
        boolean isRoom(String pool, Instant at) {
            long now = Math.floorDiv(at.toEpochMilli(), HOUR_MILLIS);
            if (now != hour) {
                hour = now;
                counts.clear();
            }
            int count = counts.merge(pool, 1, Integer::sum);
            if (count == MOST_NEW_AN_HOUR + 1) {
                LOGGER.log(
                        Level.WARNING,
                        ("event=history-workers-left-out pool=%s reason=\"it has had %d new workers"
                                        + " in this hour: those that come now have no readings\"")
                                .formatted(pool, MOST_NEW_AN_HOUR));
            }
            return count <= MOST_NEW_AN_HOUR;
        }
    }
}
