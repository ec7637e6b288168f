package dev.kidreaper.history;

import static dev.kidreaper.history.Samples.*;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.model.MemorySample;
import dev.kidreaper.model.ProcessId;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Readings over simulated months.
class ThinningIT {
    private static final Duration DAY = Duration.ofDays(1);

    @TempDir private Path folder;

    @Test
    void theOlderTheThinner() {
        try (var history = open(Bounds.DEFAULT)) {
            Instant start = Instant.parse("2026-01-01T00:00:00Z");
            // 8 workers, a look a minute and four in each minute of the last hours: 1e5 readings.
            Instant end = start.plus(Duration.ofDays(8));
            Instant at = start;
            int all = 0;
            while (at.isBefore(end)) {
                history.record(look(at, 8));
                all += 8;
                at = at.plusSeconds(at.isAfter(end.minus(Duration.ofHours(6))) ? 15 : 60);
            }
            assertThat(all).isGreaterThan(100_000);
            settle(history, end);
            // 8 workers: an hour of looks, 47 hours by the minute, 6 days by the quarter.
            int expected = 8 * (4 * 60 + 47 * 60 + 6 * 24 * 4);
            assertThat(history.count()).isBetween((long) expected - 100, (long) expected + 200);
            List<MemorySample> old =
                    history.readings("web", worker(0), start, start.plus(Duration.ofHours(1)));
            // Of each quarter the largest is kept, which is the last as they grow.
            assertThat(old).hasSize(4);
            assertThat(old.getFirst().at()).isEqualTo(start.plus(Duration.ofMinutes(14)));
        }
    }

    @Test
    void neverMoreThanTheBoundPlusOneStep() {
        try (var history = open(SMALL)) {
            Instant at = NOON;
            for (int i = 0; i < 500; i++) {
                history.record(look(at, 50)); // No time passes that would thin them.
                at = at.plusMillis(1);
                assertThat(history.count()).isLessThanOrEqualTo(5_000 + 50);
            }
            settle(history, at);
            assertThat(history.count()).isLessThanOrEqualTo(5_000);
            assertThat(history.readings("web", worker(0), NOON, at).getLast().at())
                    .isEqualTo(at.minusMillis(1));
        }
    }

    @Test
    void whatIsTooOldGoesAndItsWorkersWithIt() {
        Path file = folder.resolve("history.db");
        try (var history = open(SMALL)) {
            history.record(look(NOON, 50));
            Instant later = NOON.plus(DAY.multipliedBy(61));
            history.record(look(later, 1));
            history.record(look(later.plus(Duration.ofHours(2)), 1));
            assertThat(history.count()).isEqualTo(2);
        }
        try (var database = Database.open(file)) {
            assertThat(database.number("SELECT count(*) FROM worker")).isEqualTo(1);
        }
    }

    @Test
    void aClockThatIsSetBackLeavesNothingThick() {
        try (var history = open(SMALL)) {
            Instant late = NOON.plus(DAY);
            history.record(look(late, 1));
            settle(history, late.plus(DAY));
            for (int i = 0; i < 60; i++) {
                history.record(look(NOON.plusSeconds(i), 1));
            }
            settle(history, late.plus(DAY));
            assertThat(history.readings("web", worker(0), NOON, NOON.plusSeconds(60)))
                    .hasSizeLessThanOrEqualTo(2);
        }
    }

    private SqliteHistory open(Bounds bounds) {
        return SqliteHistory.open(folder.resolve("history.db"), BOOT, bounds, Samples.anyTime());
    }

    /// Goes on until there is nothing to thin, as an idle night would.
    private static void settle(SqliteHistory history, Instant at) {
        long before;
        int calm = 0;
        do {
            before = history.count();
            history.record(List.of(reading(at, new ProcessId(1, 1), 1)));
            calm = history.count() == before ? calm + 1 : 0;
        } while (calm < 5);
    }

    private static List<MemorySample> look(Instant at, int workers) {
        var readings = new ArrayList<MemorySample>();
        IntStream.range(0, workers)
                .forEach(i -> readings.add(reading(at, worker(i), at.getEpochSecond())));
        return readings;
    }

    private static ProcessId worker(int number) {
        return new ProcessId(1_000 + number, 5);
    }
}
