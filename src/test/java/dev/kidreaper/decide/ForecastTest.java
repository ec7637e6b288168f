package dev.kidreaper.decide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.kidreaper.model.ProcessId;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ForecastTest {
    private static final double MIB = 1 << 20;

    @Test
    void aLineIsFoundThroughWildReadings() {
        var random = new Random(7);
        int count = 40;
        var seconds = new double[count];
        var bytes = new double[count];
        for (int i = 0; i < count; i++) {
            seconds[i] = i;
            bytes[i] = 40 * MIB + i * MIB + random.nextGaussian() * 0.1 * MIB;
            if (i % 6 == 5) {
                bytes[i] += 300 * MIB; // A peak that is given back.
            }
        }
        Trend trend = Trend.of(seconds, bytes, count).orElseThrow();
        assertThat(trend.bytesPerSecond()).isCloseTo(MIB, within(0.15 * MIB));
        Crossing crossing = Crossing.of(80 * MIB, 100 * MIB, trend).orElseThrow();
        assertThat(crossing.in()).isBetween(Duration.ofSeconds(16), Duration.ofSeconds(24));
        assertThat(crossing.earliest()).isLessThan(crossing.in());
    }

    @Test
    void whatDoesNotGrowNeverCrosses() {
        double[] seconds = {0, 1, 2, 3};
        assertThat(Trend.of(seconds, seconds, 2)).isEmpty();
        Trend flat = Trend.of(seconds, new double[] {5, 5, 5, 5}, 4).orElseThrow();
        assertThat(Crossing.of(5, 10, flat)).isEmpty();
        assertThat(Crossing.of(10, 10, flat)).contains(Crossing.NOW);
    }

    @Test
    void itIsSaidForPeople() {
        var slow = new Trend(MIB, 0.5 * MIB, 2 * MIB);
        assertThat(Crossing.of(0, 420 * MIB, slow).orElseThrow()).hasToString("in 7 min ± 5 min");
        assertThat(Crossing.at(Duration.ofMinutes(7))).hasToString("in 7 min");
        assertThat(Crossing.at(Duration.ofSeconds(-1))).hasToString("now");
    }

    @Test
    void thoseThatCrossTogetherAreSpreadOutBeforehand() {
        var crossings = new LinkedHashMap<ProcessId, Crossing>();
        for (int pid = 1; pid <= 16; pid++) {
            crossings.put(new ProcessId(pid, 0), Crossing.at(Duration.ofSeconds(100)));
        }
        List<Schedule.Turn> turns = Schedule.of(crossings, 1, Duration.ofSeconds(3));
        assertThat(turns.getFirst().in()).isEqualTo(Duration.ofSeconds(100 - 15 * 3));
        assertThat(turns.getLast().in()).isEqualTo(Duration.ofSeconds(100));
        List<Schedule.Turn> two = Schedule.of(crossings, 2, Duration.ofSeconds(3));
        assertThat(two.getFirst().in()).isEqualTo(Duration.ofSeconds(100 - 7 * 3));
    }

    @Test
    void thoseFarApartWaitForTheirOwnTime() {
        var crossings = new LinkedHashMap<ProcessId, Crossing>();
        crossings.put(new ProcessId(1, 0), Crossing.at(Duration.ofSeconds(10)));
        crossings.put(new ProcessId(2, 0), Crossing.at(Duration.ofSeconds(100)));
        assertThat(Schedule.of(crossings, 1, Duration.ofSeconds(3)))
                .containsExactly(
                        new Schedule.Turn(new ProcessId(1, 0), Duration.ofSeconds(10)),
                        new Schedule.Turn(new ProcessId(2, 0), Duration.ofSeconds(100)));
    }

    /// However the crossings lie, no lane holds two at once, and nobody starts after his crossing.
    @Test
    void noScheduleBreaksThePace() {
        for (long seed = 0; seed < 500; seed++) {
            var random = new Random(seed);
            var crossings = new LinkedHashMap<ProcessId, Crossing>();
            int workers = 1 + random.nextInt(30);
            for (int pid = 1; pid <= workers; pid++) {
                crossings.put(
                        new ProcessId(pid, 0),
                        Crossing.at(Duration.ofMillis(random.nextInt(200_000))));
            }
            int lanes = 1 + random.nextInt(4);
            Duration each = Duration.ofMillis(1 + random.nextInt(5000));
            List<Schedule.Turn> turns = Schedule.of(crossings, lanes, each);
            assertThat(turns).hasSize(workers);
            for (int i = 0; i + lanes < turns.size(); i++) {
                Duration apart = turns.get(i + lanes).in().minus(turns.get(i).in());
                assertThat(apart).as("seed %d", seed).isGreaterThanOrEqualTo(each);
            }
            for (var turn : turns) {
                assertThat(turn.in())
                        .isLessThanOrEqualTo(
                                crossings.getOrDefault(turn.worker(), Crossing.NOW).in());
            }
        }
    }

    @Test
    void theNearerTheSooner() {
        assertThat(Rhythm.cheap(Optional.empty())).isEqualTo(Duration.ofSeconds(2));
        assertThat(Rhythm.cheap(Optional.of(Crossing.at(Duration.ofSeconds(8)))))
                .isEqualTo(Duration.ofMillis(500));
        assertThat(Rhythm.cheap(Optional.of(Crossing.NOW))).isEqualTo(Duration.ofMillis(20));
        Duration cost = Duration.ofMillis(5);
        assertThat(Rhythm.costly(Optional.of(Crossing.NOW), cost)).isEqualTo(Duration.ofSeconds(1));
        assertThat(Rhythm.costly(Optional.empty(), cost)).isEqualTo(Duration.ofSeconds(60));
    }
}
