package dev.kidreaper.history;

import dev.kidreaper.model.Footprint;
import dev.kidreaper.model.MemorySample;
import dev.kidreaper.model.ProcessId;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/// The readings of a file.
final class ReadingTable {
    private static final int WORKERS_REMEMBERED = 512;
    private static final String INSERT =
            """
            INSERT OR IGNORE INTO reading (at_ms, worker_id, vsz, rss, pss, uss, swap)
            VALUES (?, ?, ?, ?, ?, ?, ?)
            """;
    private static final String WORKER =
            "SELECT id FROM worker WHERE pid = ? AND start_ticks = ? AND pool = ? AND boot = ?";
    private static final String NEW_WORKER =
            "INSERT INTO worker (pid, start_ticks, pool, boot) VALUES (?, ?, ?, ?) RETURNING id";
    private static final String OF_WORKER =
            """
            SELECT at_ms, vsz, rss, pss, uss, swap
            FROM reading WHERE at_ms BETWEEN ? AND ? AND worker_id IN (
                SELECT id FROM worker WHERE pid = ? AND start_ticks = ? AND pool = ?)
            ORDER BY at_ms DESC LIMIT ?
            """;
    private static final String IDLE_WORKERS =
            """
            DELETE FROM worker WHERE id IN (
                SELECT id FROM worker WHERE NOT EXISTS (
                    SELECT 1 FROM reading WHERE worker_id = worker.id) LIMIT ?)
            """;

    private record Subject(String pool, ProcessId worker) {}

    private final Database database;
    private final String boot;
    private final SequencedMap<Subject, Long> workers = new LinkedHashMap<>(16, 0.75f, true);

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
        PreparedStatement insert = database.prepare(INSERT);
        Footprint footprint = memorySample.footprint();
        insert.setLong(1, memorySample.at().toEpochMilli());
        insert.setLong(2, worker(new Subject(memorySample.pool(), memorySample.worker())));
        set(insert, 3, footprint.vsz());
        set(insert, 4, footprint.rss());
        set(insert, 5, footprint.pss());
        set(insert, 6, footprint.uss());
        set(insert, 7, footprint.swap());
        return insert.executeUpdate();
    }

    private static void set(PreparedStatement insert, int place, long bytes) throws SQLException {
        if (bytes == Footprint.UNREAD) {
            insert.setNull(place, Types.INTEGER);
        } else {
            insert.setLong(place, bytes);
        }
    }

    private long worker(Subject subject) throws SQLException {
        Long known = workers.get(subject);
        if (known != null) {
            return known;
        }
        Long id = number(database.prepare(WORKER), subject);
        if (id == null) {
            id = number(database.prepare(NEW_WORKER), subject);
        }
        if (id == null) {
            throw new SQLException("[BUG] a worker has no number");
        }
        workers.put(subject, id);
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

    /// Deletes workers that have no readings any more.
    void forgetWorkers(int most) {
        workers.clear();
        database.writing(
                Database.Commit.LAZY,
                () -> {
                    PreparedStatement idle = database.prepare(IDLE_WORKERS);
                    idle.setInt(1, most);
                    return idle.executeUpdate();
                });
    }
}
