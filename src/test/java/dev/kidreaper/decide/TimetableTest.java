package dev.kidreaper.decide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import dev.kidreaper.model.Footprint;
import dev.kidreaper.model.LimitForecast;
import dev.kidreaper.model.Measure;
import dev.kidreaper.model.Pacing;
import dev.kidreaper.model.PoolSnapshot;
import dev.kidreaper.model.ProcessId;
import dev.kidreaper.model.RecycleCause;
import dev.kidreaper.model.WorkerCourse;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Who goes when, and whether the pace holds the limit.
class TimetableTest {
    private static final long NOW = 1_000_000_000_000_000L;
    private static final long MIB = 1L << 20;
    private static final Duration EACH = Duration.ofSeconds(10);

    private static PoolSnapshot.Member worker(
            int pid, Duration age, @Nullable Duration reaches, double growth) {
        return new PoolSnapshot.Member(
                new ProcessId(pid, pid),
                NOW - age.toNanos(),
                new Footprint(0, 0, 0, 50 * MIB, 0),
                50 * MIB,
                reaches == null ? null : LimitForecast.at(reaches),
                false,
                List.of(),
                new WorkerCourse(pid, growth, NOW, null));
    }

    private static Timetable of(@Nullable Duration maxAge, PoolSnapshot.Member... workers) {
        var pool =
                new PoolSnapshot(
                        "web",
                        PoolSnapshot.State.WATCHING,
                        null,
                        null,
                        Measure.USS,
                        100 * MIB,
                        List.of(workers),
                        0,
                        0,
                        0,
                        null,
                        List.of());
        var pacing = new Pacing(1, EACH, Duration.ofSeconds(2), 20 * MIB, maxAge);
        return Timetable.of(pool.paced(pacing), NOW).orElseThrow();
    }

    @Test
    void whoReachesTheLimitFirstGoesFirstAndTheOthersOneAfterTheOther() {
        Duration hour = Duration.ofHours(1);
        var timetable =
                of(
                        null,
                        worker(1, hour, Duration.ofSeconds(100), 1),
                        worker(2, hour, Duration.ofSeconds(95), 1),
                        worker(3, hour, null, 0));

        assertThat(timetable.departures())
                .extracting(d -> d.worker().id().pid(), Timetable.Departure::in)
                .containsExactly(
                        tuple(2, Duration.ofSeconds(90)), tuple(1, Duration.ofSeconds(100)));
        assertThat(timetable.possiblePerHour()).isEqualTo(360);
        assertThat(timetable.canHold()).isTrue();
    }

    @Test
    void aPaceThatIsTooSlowSaysSo() {
        Duration age = Duration.ofMinutes(1);
        // 80M in 20 seconds each: 180 an hour and worker.
        double growth = 4.0 * MIB;
        Duration soon = Duration.ofSeconds(10);
        var three =
                of(
                        null,
                        worker(1, age, soon, growth),
                        worker(2, age, soon, growth),
                        worker(3, age, soon, growth));
        assertThat(three.neededPerHour()).isCloseTo(540, within(0.001));
        assertThat(three.canHold()).isFalse();

        var two = of(null, worker(1, age, soon, growth), worker(2, age, soon, growth));
        assertThat(two.neededPerHour()).isCloseTo(360, within(0.001));
        assertThat(two.canHold()).isTrue();
    }

    @Test
    void aRushIsNotHeldThoughItIsSeldom() {
        Duration age = Duration.ofHours(9);
        var all = new PoolSnapshot.Member[9];
        for (int i = 0; i < all.length; i++) {
            all[i] = worker(i + 1, age, Duration.ofSeconds(5), 1);
        }
        var timetable = of(null, all);
        assertThat(timetable.late()).isEqualTo(Duration.ofSeconds(75));
        assertThat(timetable.canHold()).isFalse();
    }

    @Test
    void anAgeIsALimitToo() {
        var timetable =
                of(Duration.ofHours(2), worker(1, Duration.ofHours(1), Duration.ofHours(9), 1));
        assertThat(timetable.departures()).hasSize(1);
        assertThat(timetable.departures().getFirst().cause()).isEqualTo(RecycleCause.MAX_AGE);
        assertThat(timetable.departures().getFirst().in()).isEqualTo(Duration.ofHours(1));
        assertThat(timetable.neededPerHour()).isCloseTo(0.5, within(0.001));
    }
}
