package dev.kidreaper.history;

import static dev.kidreaper.history.Samples.NOON;
import static dev.kidreaper.history.Samples.WORKER;
import static dev.kidreaper.history.Samples.at;
import static dev.kidreaper.history.Samples.paused;
import static dev.kidreaper.history.Samples.reading;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.model.Event;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The wall clock is set wrong, and right again: nothing real is lost.
class AgeClockTest {
    private static final Duration DAY = Duration.ofDays(1);
    private static final int AHEAD = (int) Duration.ofDays(400).toSeconds();
    private static final int BEHIND = -(int) Duration.ofDays(3650).toSeconds();

    @TempDir private Path folder = Path.of("");
    private long nanos;

    @Test
    void followsTheWallClockButNeverRunsAheadOfTheOther() {
        var clock = new AgeClock(NOON, () -> nanos);
        assertThat(clock.now(NOON.plus(Duration.ofHours(5)))).isEqualTo(at(5 * 3600));
        assertThat(clock.now(NOON.plus(DAY.multipliedBy(400)))).isEqualTo(NOON.plus(DAY));
        nanos = DAY.multipliedBy(10).toNanos();
        assertThat(clock.now(NOON.plus(DAY.multipliedBy(400))))
                .isEqualTo(NOON.plus(DAY.multipliedBy(11)));
        assertThat(clock.now(NOON.minus(DAY))).isEqualTo(NOON.minus(DAY));
    }

    @Test
    void aStepAheadLetsNothingGo() {
        try (var history = open()) {
            for (int i = 0; i < 50; i++) {
                history.record(paused(i, "before"));
                history.record(List.of(reading(at(60 * i), WORKER, i)));
            }
            for (int i = 0; i < 20; i++) {
                history.record(paused(AHEAD + i, "wrong"));
                history.record(List.of(reading(at(AHEAD + i), WORKER, i)));
            }
            assertThat(history.events(null, Instant.EPOCH, 1000)).hasSize(70);
            assertThat(history.readings("web", WORKER, at(0), at(3600))).hasSize(50);
            // Right again: what happens now is the latest, whatever its date.
            for (int i = 100; i < 110; i++) {
                history.record(paused(i, "after"));
            }
            assertThat(history.events(null, Instant.EPOCH, 10)).isEqualTo(afters()).hasSize(10);
            // And those that are too many go in the order in which they happened.
            for (int i = 200; i < 270; i++) {
                history.record(paused(i, "later"));
            }
            List<Event> left = history.events(null, Instant.EPOCH, 1000);
            assertThat(left).hasSize(100);
            assertThat(left.getFirst()).isEqualTo(paused(AHEAD, "wrong"));
        }
    }

    @Test
    void aStepBackLetsNothingGo() {
        try (var history = open()) {
            history.record(paused(0, "before"));
            for (int i = 0; i < 20; i++) {
                history.record(paused(BEHIND + i, "wrong"));
            }
            for (int i = 1; i < 30; i++) {
                history.record(paused(i, "after"));
            }
            assertThat(history.events(null, Instant.EPOCH, 1000)).hasSize(50);
        }
        // Also after the next start.
        try (var history = open()) {
            history.record(paused(50, "after"));
            assertThat(history.events(null, Instant.EPOCH, 1000)).hasSize(51);
        }
    }

    private static List<Event> afters() {
        return java.util.stream.IntStream.range(100, 110)
                .mapToObj(i -> paused(i, "after"))
                .toList();
    }

    private SqliteHistory open() {
        return SqliteHistory.open(
                folder.resolve("history.db"), Samples.BOOT, Samples.SMALL, () -> nanos);
    }
}
