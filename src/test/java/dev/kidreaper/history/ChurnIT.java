package dev.kidreaper.history;

import static dev.kidreaper.history.Samples.BOOT;
import static dev.kidreaper.history.Samples.NOON;
import static dev.kidreaper.history.Samples.reading;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.model.MemorySample;
import dev.kidreaper.model.ProcessId;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/// Workers that come and go without end: the file does not grow without end.
@ResourceLock(LogLines.LOG)
class ChurnIT {
    private static final int EACH = 10;

    @TempDir private Path folder = Path.of("");
    private final AtomicLong nanos = new AtomicLong();

    /// A lawful pool with 720 new workers an hour: after some days as many go as come.
    @Test
    void ofAPoolWithManyNewWorkersAsManyGoAsCome() {
        long after;
        long later;
        var bounds =
                new Bounds(
                        Bounds.DEFAULT.tiers(),
                        Duration.ofDays(2),
                        500_000,
                        Duration.ofDays(365),
                        100,
                        1_000,
                        50);
        try (var history = open(bounds)) {
            churn(history, NOON, Duration.ofDays(4), Duration.ofSeconds(250), 50);
            after = workers();
            churn(
                    history,
                    NOON.plus(Duration.ofDays(4)),
                    Duration.ofDays(2),
                    Duration.ofSeconds(250),
                    50);
            later = workers();
        }
        // Those of two days, and those whose turn has not come.
        assertThat(after).isLessThan(2 * 24 * 720 * 3 / 2);
        assertThat(later).isLessThanOrEqualTo(after + 2_000);
    }

    /// 255 a second: an hour brings no more than so many rows.
    @Test
    void ofAPoolThatOnlyMakesNewOnesTheFirstAreKept() {
        var log = new LogLines();
        try (var history = open(Bounds.DEFAULT)) {
            churn(history, NOON, Duration.ofMinutes(4), Duration.ofSeconds(EACH), 2_550);
            assertThat(workers()).isEqualTo(ReadingTable.MOST_NEW_AN_HOUR);
            assertThat(log.all()).hasSize(1);
            assertThat(log.all().getFirst()).contains("event=history-workers-left-out pool=web");
            // Another pool has its own room.
            var other =
                    new MemorySample(
                            NOON,
                            "mail",
                            new ProcessId(1, 1),
                            reading(NOON, new ProcessId(1, 1), 1).footprint());
            history.record(java.util.List.of(other));
            assertThat(workers()).isEqualTo(ReadingTable.MOST_NEW_AN_HOUR + 1);
        } finally {
            log.close();
        }
    }

    private void churn(
            SqliteHistory history, Instant from, Duration time, Duration every, int workers) {
        int number = 0;
        for (Instant at = from; at.isBefore(from.plus(time)); at = at.plus(every)) {
            nanos.addAndGet(every.toNanos());
            var readings = new ArrayList<MemorySample>();
            for (int i = 0; i < workers; i++) {
                readings.add(
                        reading(at, new ProcessId(1 + number % 4_000_000, at.toEpochMilli()), 7));
                number++;
            }
            history.record(readings);
        }
    }

    private long workers() {
        try (var database = Database.open(folder.resolve("history.db"))) {
            return database.number("SELECT count(*) FROM worker");
        }
    }

    private SqliteHistory open(Bounds bounds) {
        return SqliteHistory.open(folder.resolve("history.db"), BOOT, bounds, nanos::get);
    }
}
