package dev.kidreaper.decide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.kidreaper.model.LimitForecast;
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
        Trend trend = Trend.of(seconds, bytes, 0, count).orElseThrow();
        assertThat(trend.bytesPerSecond()).isCloseTo(MIB, within(0.15 * MIB));
        LimitForecast limitForecast = trend.reaches(80 * MIB, 100 * MIB).orElseThrow();
        assertThat(limitForecast.in()).isBetween(Duration.ofSeconds(16), Duration.ofSeconds(24));
        assertThat(limitForecast.earliest()).isLessThan(limitForecast.in());
    }

    @Test
    void whatDoesNotGrowNeverCrosses() {
        double[] seconds = {0, 1, 2, 3};
        assertThat(Trend.of(seconds, seconds, 0, 2)).isEmpty();
        Trend flat = Trend.of(seconds, new double[] {5, 5, 5, 5}, 0, 4).orElseThrow();
        assertThat(flat.reaches(5, 10)).isEmpty();
        assertThat(flat.reaches(10, 10)).contains(LimitForecast.NOW);
    }

    /// Sixteen workers that warm up together would else all seem to cross within seconds.
    @Test
    void whatGrewForASecondIsNotForeseenForAMinute() {
        var trend = new Trend(MIB, MIB, MIB, 1);
        assertThat(trend.reaches(0, 60 * MIB).orElseThrow().foreseen()).isFalse();
        assertThat(trend.reaches(59.5 * MIB, 60 * MIB).orElseThrow().foreseen()).isTrue();
        assertThat(LimitForecast.NOW.doubtful().foreseen()).isTrue();
    }

    @Test
    void itIsSaidForPeople() {
        var slow = new Trend(MIB, 0.5 * MIB, 2 * MIB, 600);
        assertThat(slow.reaches(0, 420 * MIB).orElseThrow()).hasToString("in 7 min ± 5 min");
        assertThat(LimitForecast.at(Duration.ofMinutes(7))).hasToString("in 7 min");
        assertThat(LimitForecast.at(Duration.ofSeconds(-1))).hasToString("now");
    }

    @Test
    void thoseThatCrossTogetherAreSpreadOutBeforehand() {
        var crossings = new LinkedHashMap<ProcessId, LimitForecast>();
        for (int pid = 1; pid <= 16; pid++) {
            crossings.put(new ProcessId(pid, 0), LimitForecast.at(Duration.ofSeconds(100)));
        }
        List<Schedule.Turn> turns = Schedule.of(crossings, 1, Duration.ofSeconds(3));
        assertThat(turns.getFirst().in()).isEqualTo(Duration.ofSeconds(100 - 15 * 3));
        assertThat(turns.getLast().in()).isEqualTo(Duration.ofSeconds(100));
        List<Schedule.Turn> two = Schedule.of(crossings, 2, Duration.ofSeconds(3));
        assertThat(two.getFirst().in()).isEqualTo(Duration.ofSeconds(100 - 7 * 3));
    }

    @Test
    void thoseFarApartWaitForTheirOwnTime() {
        var crossings = new LinkedHashMap<ProcessId, LimitForecast>();
        crossings.put(new ProcessId(1, 0), LimitForecast.at(Duration.ofSeconds(10)));
        crossings.put(new ProcessId(2, 0), LimitForecast.at(Duration.ofSeconds(100)));
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
            var crossings = new LinkedHashMap<ProcessId, LimitForecast>();
            int workers = 1 + random.nextInt(30);
            for (int pid = 1; pid <= workers; pid++) {
                crossings.put(
                        new ProcessId(pid, 0),
                        LimitForecast.at(Duration.ofMillis(random.nextInt(200_000))));
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
                                crossings.getOrDefault(turn.worker(), LimitForecast.NOW).in());
            }
        }
    }

    @Test
    void theNearerTheSooner() {
        Duration still = Duration.ZERO;
        long room = 100L << 20;
        assertThat(SamplingInterval.cheap(Optional.empty(), room, still))
                .isEqualTo(Duration.ofSeconds(2));
        assertThat(
                        SamplingInterval.cheap(
                                Optional.of(LimitForecast.at(Duration.ofSeconds(8))), room, still))
                .isEqualTo(Duration.ofMillis(500));
        Optional<LimitForecast> soon = Optional.of(LimitForecast.at(Duration.ofMillis(100)));
        assertThat(SamplingInterval.cheap(soon, room, still)).isEqualTo(Duration.ofMillis(20));
        assertThat(SamplingInterval.cheap(Optional.of(LimitForecast.NOW), 0, still))
                .isEqualTo(Duration.ofSeconds(2));
        Duration cost = Duration.ofMillis(5);
        assertThat(SamplingInterval.costly(soon, cost)).isEqualTo(Duration.ofMillis(250));
        assertThat(
                        SamplingInterval.costly(
                                Optional.of(LimitForecast.at(Duration.ofSeconds(11))), cost))
                .isEqualTo(Duration.ofSeconds(1));
        assertThat(SamplingInterval.costly(Optional.empty(), cost))
                .isEqualTo(Duration.ofSeconds(60));
    }

    /// However long it was still, it is seen before it can cross the limit by a sudden leak.
    @Test
    void theLongerStillTheSeldomer() {
        Duration hour = Duration.ofHours(1);
        assertThat(SamplingInterval.cheap(Optional.empty(), 4L << 30, Duration.ofSeconds(80)))
                .isEqualTo(Duration.ofSeconds(10));
        assertThat(SamplingInterval.cheap(Optional.empty(), 4L << 30, hour))
                .isEqualTo(Duration.ofSeconds(60));
        assertThat(SamplingInterval.cheap(Optional.empty(), 160L << 20, hour))
                .isCloseTo(Duration.ofSeconds(5), Duration.ofMillis(10));
        assertThat(SamplingInterval.cheap(Optional.empty(), 1L << 20, hour))
                .isEqualTo(Duration.ofSeconds(2));
        assertThat(SamplingInterval.list(hour)).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void whatAFaultStandsForIsLearnt() {
        long room = 8L << 20;
        assertThat(CowEstimate.UNKNOWN.isDoubtful(room, 255)).isFalse();
        assertThat(CowEstimate.UNKNOWN.isDoubtful(room, 256)).isTrue();
        CowEstimate calmer = CowEstimate.UNKNOWN;
        for (int i = 0; i < 10; i++) {
            calmer = calmer.learn(0, 1000);
        }
        assertThat(calmer.isDoubtful(room, 256 * 63)).isFalse();
        assertThat(calmer.isDoubtful(room, 256 * 64)).isTrue();
        assertThat(calmer.learn(4096 * 1000, 1000)).isEqualTo(CowEstimate.UNKNOWN);
    }
}
