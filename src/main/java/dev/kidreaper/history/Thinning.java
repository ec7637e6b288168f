package dev.kidreaper.history;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;

/// The thinning of readings with age, a small step at a time.
/*
 * Each tier has a mark: everything before it is thinned. A step goes to the first reading at or
 * after the mark, thins the stretch of time in which it lies, and moves the mark behind that. After
 * a start the marks are at 0 and pass over what is thin already, so they need not be stored.
 */
final class Thinning {
    private static final int GO_AT_ONCE = 500;

    /// SQLite takes the columns beside max() from the row that has the maximum.
    private static final String THIN =
            """
            DELETE FROM reading WHERE at_ms >= ?1 AND at_ms < ?2 AND (at_ms, worker_id) NOT IN (
                SELECT at_ms, worker_id FROM (
                    SELECT at_ms, worker_id, max(coalesce(uss, rss)) FROM reading
                    WHERE at_ms >= ?1 AND at_ms < ?2 GROUP BY worker_id))
            """;

    private static final String FIRST = "SELECT min(at_ms) FROM reading WHERE at_ms >= ?";
    private static final String OLDEST =
            """
            DELETE FROM reading WHERE (at_ms, worker_id) IN (
                SELECT at_ms, worker_id FROM reading WHERE at_ms < ? ORDER BY at_ms LIMIT ?)
            """;

    private final Database database;
    private final Bounds bounds;
    private final AgeClock clock;
    private final long[] marks;
    private long count;

    Thinning(Database database, Bounds bounds, AgeClock clock) {
        this.clock = clock;
        this.database = database;
        this.bounds = bounds;
        this.marks = new long[bounds.tiers().size()];
        this.count = database.number("SELECT count(*) FROM reading");
    }

    long count() {
        return count;
    }

    /// Notes that readings were added.
    ///
    /// @param earliest the time of the first of them: a clock that was set back makes more work
    void added(int readings, Instant earliest) {
        count += readings;
        Arrays.setAll(marks, i -> Math.min(marks[i], earliest.toEpochMilli()));
    }

    /// Takes one step.
    ///
    /// @return whether there was anything to do
    boolean step(Instant wall) {
        Instant now = clock.now(wall);
        long tooMany = count - bounds.mostReadings();
        long tooOld = clock.oldBefore(wall, bounds.readingsFor()).toEpochMilli();
        int gone =
                tooMany > 0
                        ? deleteOldest(Long.MAX_VALUE, Math.min(tooMany, GO_AT_ONCE))
                        : first(0) < tooOld ? deleteOldest(tooOld, GO_AT_ONCE) : 0;
        boolean busy = gone > 0;
        for (int tier = 0; tier < marks.length && !busy; tier++) {
            busy = thin(tier, now);
        }
        return busy;
    }

    private boolean thin(int tier, Instant now) {
        Duration oneIn = bounds.tiers().get(tier).oneIn();
        long young = now.minus(bounds.tiers().get(tier).olderThan()).toEpochMilli();
        long first = first(marks[tier]);
        if (first >= young) {
            return false;
        }
        long from = first - Math.floorMod(first, oneIn.toMillis());
        long to = from + oneIn.toMillis();
        if (to > young) {
            return false;
        }
        delete(THIN, from, to);
        marks[tier] = to;
        return true;
    }

    private long first(long from) {
        return database.reading(() -> {
            PreparedStatement first = database.prepare(FIRST);
            first.setLong(1, from);
            try (ResultSet rows = first.executeQuery()) {
                long at = rows.next() ? rows.getLong(1) : 0;
                return rows.wasNull() ? Long.MAX_VALUE : at;
            }
        });
    }

    private int deleteOldest(long before, long most) {
        return delete(OLDEST, before, most);
    }

    private int delete(String sql, long first, long second) {
        int gone =
                database.writing(
                        Database.Commit.LAZY,
                        () -> {
                            PreparedStatement delete = database.prepare(sql);
                            delete.setLong(1, first);
                            delete.setLong(2, second);
                            return delete.executeUpdate();
                        });
        count -= gone;
        return gone;
    }
}
