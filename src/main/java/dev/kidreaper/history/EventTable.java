package dev.kidreaper.history;

import dev.kidreaper.model.Event;
import dev.kidreaper.model.OpenRecycle;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The events of a file.
final class EventTable {
    /// How many old events go with each that comes.
    private static final int GO_AT_ONCE = 20;

    private static final String INSERT =
            "INSERT OR IGNORE INTO event (%s) VALUES (%s)"
                    .formatted(EventColumn.LIST, EventColumn.PARAMETERS);

    /// In the order of happening. Each row is found by the index all the same, since SQLite notices
    /// damage where the two do not agree.
    private static final String LATEST =
            """
            SELECT %s FROM event WHERE id IN (
                SELECT id FROM event INDEXED BY sqlite_autoindex_event_1
                WHERE at_ms BETWEEN ?1 AND ?4 AND kind <> '' AND (?2 IS NULL OR pool = ?2)
                ORDER BY id DESC LIMIT ?3)
            ORDER BY id DESC
            """
                    .formatted(EventColumn.LIST);

    private static final String AFTER =
            """
            SELECT %s, id FROM event WHERE id > ?1 AND (?2 IS NULL OR pool = ?2)
            ORDER BY id LIMIT ?3
            """
                    .formatted(EventColumn.LIST);

    private static final String OPEN =
            """
            SELECT %s FROM event AS begun WHERE kind = 'recycling' AND NOT EXISTS (
                SELECT 1 FROM event AS later
                WHERE later.pid = begun.pid AND later.start_ticks = begun.start_ticks
                    AND later.id > begun.id AND later.pool = begun.pool
                    AND (later.kind IN ('recycling', 'recycled', 'failed', 'vanished')
                            AND later.boot = begun.boot
                        OR later.kind = 'unfinished'))
            ORDER BY id
            """
                    .formatted(EventColumn.LIST);

    /// All that happened before the first event that is young. Events go in the order in which they
    /// happened: what was written while the clock was wrong goes with what is around it.
    private static final String TOO_OLD =
            """
            DELETE FROM event WHERE id IN (
                SELECT id FROM event WHERE id < (
                    SELECT id FROM event WHERE +at_ms BETWEEN ?1 AND ?2 ORDER BY id LIMIT 1)
                ORDER BY id LIMIT ?3)
            """;

    private static final String OLDEST = "SELECT min(at_ms) FROM event";

    private static final String TOO_MANY =
            "DELETE FROM event WHERE id IN (SELECT id FROM event ORDER BY id LIMIT ?)";

    private final Database database;
    private final String boot;
    private final Bounds bounds;
    private final AgeClock clock;
    private long count;

    EventTable(Database database, String boot, Bounds bounds, AgeClock clock) {
        this.clock = clock;
        this.database = database;
        this.boot = boot;
        this.bounds = bounds;
        this.count = database.number("SELECT count(*) FROM event");
    }

    /// Adds events in one durable transaction, and lets old ones go.
    void add(List<Event> events) {
        count =
                database.writing(
                        Database.Commit.SYNCED,
                        () -> {
                            long now = count;
                            for (Event event : events) {
                                now += insert(event) - letGo(event.at(), now);
                            }
                            return now;
                        });
    }

    private int insert(Event event) throws SQLException {
        PreparedStatement insert = database.prepare(INSERT);
        EventRow row = EventRow.of(event, boot);
        for (EventColumn column : EventColumn.values()) {
            insert.setObject(column.place(), row.values().get(column));
        }
        return insert.executeUpdate();
    }

    private int letGo(Instant wall, long held) throws SQLException {
        int gone = clock.isBehind(wall) ? 0 : letGoByAge(wall);
        long tooMany = Math.min(GO_AT_ONCE, held - gone + 1 - bounds.mostEvents());
        if (tooMany > 0) {
            PreparedStatement many = database.prepare(TOO_MANY);
            many.setLong(1, tooMany);
            gone += many.executeUpdate();
        }
        return gone;
    }

    private int letGoByAge(Instant wall) throws SQLException {
        long before = clock.oldBefore(wall, bounds.eventsFor()).toEpochMilli();
        try (ResultSet oldest = database.prepare(OLDEST).executeQuery()) {
            if (oldest.next() && oldest.getLong(1) >= before) {
                return 0;
            }
        }
        PreparedStatement old = database.prepare(TOO_OLD);
        old.setLong(1, before);
        old.setLong(2, clock.now(wall).toEpochMilli());
        old.setInt(3, GO_AT_ONCE);
        return old.executeUpdate();
    }

    List<Event> latest(@Nullable String pool, Instant since, Instant until, int limit) {
        return database.reading(() -> {
            PreparedStatement latest = database.prepare(LATEST);
            latest.setLong(1, since.toEpochMilli());
            latest.setString(2, pool);
            latest.setInt(3, limit);
            latest.setLong(4, until.toEpochMilli());
            var found = new ArrayList<Event>();
            try (ResultSet rows = latest.executeQuery()) {
                while (rows.next()) {
                    Event event = new EventReader(row(rows)).event();
                    if (event != null) {
                        found.add(event);
                    }
                }
            }
            return found.reversed();
        });
    }

    List<History.Numbered> after(long id, @Nullable String pool, int limit) {
        return database.reading(() -> {
            PreparedStatement after = database.prepare(AFTER);
            after.setLong(1, id);
            after.setString(2, pool);
            after.setInt(3, limit);
            var found = new ArrayList<History.Numbered>();
            try (ResultSet rows = after.executeQuery()) {
                while (rows.next()) {
                    Event event = new EventReader(row(rows)).event();
                    if (event != null) {
                        found.add(new History.Numbered(rows.getLong("id"), event));
                    }
                }
            }
            return found;
        });
    }

    List<OpenRecycle> open() {
        return database.reading(() -> {
            var found = new ArrayList<OpenRecycle>();
            try (ResultSet rows = database.prepare(OPEN).executeQuery()) {
                while (rows.next()) {
                    Map<EventColumn, Object> row = row(rows);
                    if (new EventReader(row).event() instanceof Event.Recycling begun) {
                        boolean thisBoot = boot.equals(row.get(EventColumn.BOOT));
                        found.add(new OpenRecycle(begun, thisBoot));
                    }
                }
            }
            return List.copyOf(found);
        });
    }

    private static Map<EventColumn, Object> row(ResultSet rows) throws SQLException {
        var values = new EnumMap<EventColumn, Object>(EventColumn.class);
        for (EventColumn column : EventColumn.values()) {
            Object value = rows.getObject(column.place());
            if (value != null) {
                values.put(column, value);
            }
        }
        return values;
    }
}
