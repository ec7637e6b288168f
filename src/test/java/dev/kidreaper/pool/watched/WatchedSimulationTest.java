package dev.kidreaper.pool.watched;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kidreaper.linux.LinuxException;
import dev.kidreaper.model.Amount;
import dev.kidreaper.model.Blackout;
import dev.kidreaper.model.Limits;
import dev.kidreaper.model.Measure;
import dev.kidreaper.model.Pace;
import dev.kidreaper.model.PoolSnapshot;
import dev.kidreaper.model.RecyclePolicy;
import dev.kidreaper.model.Size;
import dev.kidreaper.observe.Unreadable;
import dev.kidreaper.pool.RecycleRules;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// The whole policy of a watched pool, run through hours of simulated trouble.
class WatchedSimulationTest {
    private static final int TICKS = 10_000;
    private static final long MIB = 1L << 20;
    private static final Amount.Portion MUCH = new Amount.Bytes(new Size(1L << 40));
    private static final Amount.Portion LITTLE = new Amount.Bytes(new Size(MIB));

    static final Map<String, RecyclePolicy> POLICIES =
            Map.of(
                    "usual", RecyclePolicy.WATCHED,
                    "two at once", policy(false, 2, 5, 2),
                    "three without a pause", policy(false, 3, 0, 2),
                    "late newborns", policy(false, 1, 1, 30),
                    "blackouts", policy(false, 2, 0, 2, "00:20-00:50", "01:30-02:00"),
                    "observed", policy(true, 2, 0, 2));

    static final Map<String, Limits> LIMITS =
            Map.of(
                    "rss", size(new Amount.Bytes(new Size(120 * MIB)), Measure.RSS),
                    "uss", size(new Amount.TimesNewborn(3), Measure.USS),
                    "age", limits(null, Duration.ofMinutes(10), MUCH, LITTLE),
                    "pool",
                            limits(
                                    new Amount.Bytes(new Size(400 * MIB)),
                                    null,
                                    new Amount.Bytes(new Size(450 * MIB)),
                                    new Amount.Share(60)));

    private static Limits size(Amount amount, Measure measure) {
        return new Limits(amount, measure, null, MUCH, LITTLE, null);
    }

    private static Limits limits(
            @Nullable Amount amount,
            @Nullable Duration age,
            Amount.Portion pool,
            Amount.Portion available) {
        return new Limits(amount, Measure.USS, age, pool, available, null);
    }

    private static RecyclePolicy policy(
            boolean observe, int atOnce, int pause, int newborn, String... blackouts) {
        Pace usual = Pace.DEFAULT;
        var pace =
                new Pace(
                        Duration.ofSeconds(pause),
                        Duration.ofSeconds(newborn),
                        usual.proof(),
                        usual.settle(),
                        usual.deadline(),
                        null);
        var times = Stream.of(blackouts).map(Blackout::parse).toList();
        return new RecyclePolicy(observe, atOnce, false, pace, times);
    }

    private static RecyclePolicy policy(String name) {
        return Objects.requireNonNull(POLICIES.get(name));
    }

    private static Limits limits(String name) {
        return Objects.requireNonNull(LIMITS.get(name));
    }

    static List<Arguments> cases() {
        var cases = new ArrayList<Arguments>();
        long seed = 1;
        for (String policy : new TreeSet<>(POLICIES.keySet())) {
            for (String limits : new TreeSet<>(LIMITS.keySet())) {
                if (seed++ % 2 == policy.length() % 2) {
                    cases.add(Arguments.of(policy, limits, seed));
                }
            }
        }
        return cases;
    }

    @ParameterizedTest(name = "{0}, limit by {1}, seed {2}")
    @MethodSource("cases")
    void theRulesHoldWhateverHappens(String policy, String limits, long seed)
            throws Unreadable, LinuxException {
        RecyclePolicy promised = policy(policy);
        var simulation = new WatchedSimulation(seed, promised, promised, limits(limits), 2 * MIB);
        PoolSnapshot end = simulation.run(TICKS);

        assertThat(end.recycled()).isGreaterThanOrEqualTo(promised.observe() ? 0 : 5);
        if (policy.startsWith("three")) {
            assertThat(simulation.rules.most()).isGreaterThan(1);
        }
    }

    /// Else nobody knows whether the rules would notice anything.
    @ParameterizedTest(name = "{0}")
    @MethodSource("faults")
    void aPlantedFaultIsNoticed(String promised, RecyclePolicy given, String notice)
            throws Unreadable, LinuxException {
        var simulation = new WatchedSimulation(1, policy(promised), given, limits("rss"), 4 * MIB);
        assertThatThrownBy(() -> simulation.run(TICKS))
                .isInstanceOf(RecycleRules.BrokenRule.class)
                .hasMessageContaining(notice);
    }

    static List<Arguments> faults() {
        return List.of(
                Arguments.of("usual", policy(false, 9, 10, 2), "are away"),
                Arguments.of("usual", policy(false, 1, 0, 2), "after another one"),
                Arguments.of("late newborns", policy(false, 1, 1, 2), "as a newborn"),
                Arguments.of("late newborns", policy(false, 1, 1, 99_999), "has waited"),
                Arguments.of("blackouts", policy(false, 2, 0, 2), "in a blackout"),
                Arguments.of("observed", policy(false, 2, 0, 2), "only observed"));
    }

    @Test
    void aRecycleThatNeverEndsIsNoticed() throws Unreadable, LinuxException {
        RecyclePolicy usual = policy("usual");
        var simulation = new WatchedSimulation(1, usual, usual, limits("rss"), 2 * MIB);
        simulation.recycling.lose();
        assertThatThrownBy(() -> simulation.run(TICKS)).hasMessageContaining("does not end");
    }
}
