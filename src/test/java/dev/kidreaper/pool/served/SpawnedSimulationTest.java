package dev.kidreaper.pool.served;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kidreaper.linux.LinuxException;
import dev.kidreaper.model.Amount;
import dev.kidreaper.model.Blackout;
import dev.kidreaper.model.Limits;
import dev.kidreaper.model.Listening;
import dev.kidreaper.model.Measure;
import dev.kidreaper.model.Pace;
import dev.kidreaper.model.PoolSnapshot;
import dev.kidreaper.model.RecyclePolicy;
import dev.kidreaper.model.ServeSettings;
import dev.kidreaper.model.ServeSettings.Source;
import dev.kidreaper.model.Size;
import dev.kidreaper.pool.RecycleRules;
import dev.kidreaper.pool.permit.SimulatedDesk;
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

/// The whole policy of a pool of workers that we start, run through simulated load and trouble.
class SpawnedSimulationTest {
    private static final int TICKS = 10_000;
    private static final long MIB = 1L << 20;
    private static final Amount.Portion MUCH = new Amount.Bytes(new Size(1L << 40));
    private static final Amount.Portion LITTLE = new Amount.Bytes(new Size(MIB));

    static final Map<String, RecyclePolicy> POLICIES =
            Map.of(
                    "usual", RecyclePolicy.SPAWNED,
                    "one at a time", policy(false, 1, false, 2, 1),
                    "two at once", policy(false, 2, false, 0, 0),
                    "late newborns", policy(false, 1000, false, 0, 20),
                    "blackouts", policy(false, 2, true, 0, 0, "00:01-00:03", "00:05-00:07"),
                    "observed", policy(true, 2, true, 0, 0));

    static final Map<String, Limits> LIMITS =
            Map.of(
                    "rss", size(new Amount.Bytes(new Size(110 * MIB)), Measure.RSS),
                    "uss", size(new Amount.TimesNewborn(8), Measure.USS),
                    "age", limits(null, Duration.ofMinutes(1), MUCH),
                    "pool",
                            limits(
                                    new Amount.Bytes(new Size(200 * MIB)),
                                    null,
                                    new Amount.Bytes(new Size(300 * MIB))));

    private static Limits size(Amount amount, Measure measure) {
        return new Limits(amount, measure, null, MUCH, LITTLE, null);
    }

    private static Limits limits(
            @Nullable Amount amount, @Nullable Duration age, Amount.Portion pool) {
        return new Limits(amount, Measure.USS, age, pool, LITTLE, null);
    }

    static RecyclePolicy policy(
            boolean observe,
            int atOnce,
            boolean exact,
            int pause,
            int newborn,
            String... blackouts) {
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
        return new RecyclePolicy(observe, atOnce, exact, pace, times);
    }

    static ServeSettings settings(RecyclePolicy policy, Limits limits, int surge, int maxRequests) {
        return new ServeSettings(
                "simulated",
                new Listening.Inherited(),
                new Source.Spawned(List.of("worker"), 3, 6),
                limits,
                maxRequests,
                0,
                surge,
                ServeSettings.Handing.USUAL,
                Duration.ofSeconds(30),
                policy);
    }

    static Limits limits(String name) {
        return Objects.requireNonNull(LIMITS.get(name));
    }

    private static RecyclePolicy policy(String name) {
        return Objects.requireNonNull(POLICIES.get(name));
    }

    static List<Arguments> cases() {
        var cases = new ArrayList<Arguments>();
        int seed = 0;
        for (String policy : new TreeSet<>(POLICIES.keySet())) {
            for (String limits : new TreeSet<>(LIMITS.keySet())) {
                if (seed++ % 2 == policy.length() % 2) {
                    cases.add(Arguments.of(policy, limits, seed % 3, seed));
                }
            }
        }
        return cases;
    }

    @ParameterizedTest(name = "{0}, limit by {1}, surge {2}, seed {3}")
    @MethodSource("cases")
    void theRulesHoldWhateverHappens(String policy, String limits, int surge, long seed)
            throws LinuxException, InterruptedException {
        RecyclePolicy promised = Objects.requireNonNull(POLICIES.get(policy));
        int maxRequests = seed % 2 == 0 ? 500 : 0;
        ServeSettings settings = settings(promised, limits(limits), surge, maxRequests);
        PoolSnapshot end = new SpawnedSimulation(seed, settings, settings).run(TICKS);

        assertThat(end.recycled()).isGreaterThanOrEqualTo(promised.observe() ? 0 : 3);
    }

    /// `why` says whom an operator has asked for, and what they wait for.
    @Test
    void whoeverAnOperatorHasAskedForIsTold() throws LinuxException, InterruptedException {
        RecyclePolicy policy = policy("usual");
        ServeSettings settings = settings(policy, limits("age"), 1, 0);
        var simulation = new SpawnedSimulation(1, settings, settings);
        AttachedSimulationTest.assertAskedAreTold(simulation.pool, simulation.run(TICKS / 10));
    }

    /// Its workers go by exact limits too, which ask on the thread of the front.
    @ParameterizedTest(name = "{0}, limit by {1}, surge {2}, seed {3}")
    @MethodSource("budgets")
    void noWorkerGoesWithoutPermitOfALargerBudget(
            String policy, String limits, int surge, long seed)
            throws LinuxException, InterruptedException {
        int maxRequests = seed % 2 == 0 ? 500 : 0;
        ServeSettings settings = settings(policy(policy), limits(limits), surge, maxRequests);
        var simulation = new SpawnedSimulation(seed, settings, settings, 1);
        SimulatedDesk desk = Objects.requireNonNull(simulation.desk);
        PoolSnapshot end = simulation.run(TICKS);
        assertThat(end.recycled()).isPositive();
        assertThat(desk.most()).isEqualTo(1);
        assertThat(desk.replaced()).isPositive();
        desk.freeze(true);
        simulation.run(TICKS / 10);
        assertThat(desk.used()).as("is given back").isZero();
        int before = desk.replaced();
        PoolSnapshot frozen = simulation.run(TICKS / 2);
        assertThat(simulation.run(TICKS / 2).recycled()).isEqualTo(frozen.recycled());
        assertThat(desk.replaced()).isEqualTo(before);
    }

    static List<Arguments> budgets() {
        return List.of(
                Arguments.of("usual", "rss", 1, 1),
                Arguments.of("usual", "age", 2, 2),
                Arguments.of("two at once", "uss", 0, 4),
                Arguments.of("one at a time", "rss", 1, 6));
    }

    /// Else nobody knows whether the rules would notice anything.
    @ParameterizedTest(name = "{0}, {2}")
    @MethodSource("faults")
    void aPlantedFaultIsNoticed(String promised, RecyclePolicy given, String notice)
            throws LinuxException {
        Limits limits = limits("rss");
        var simulation =
                new SpawnedSimulation(
                        1, settings(policy(promised), limits, 1, 0), settings(given, limits, 1, 0));
        assertThatThrownBy(() -> simulation.run(TICKS))
                .isInstanceOf(RecycleRules.BrokenRule.class)
                .hasMessageContaining(notice);
    }

    static List<Arguments> faults() {
        return List.of(
                Arguments.of("one at a time", policy(false, 1, false, 0, 1), "after another one"),
                Arguments.of("two at once", policy(false, 9, false, 0, 0), "are away"),
                Arguments.of("late newborns", policy(false, 9, false, 0, 0), "as a newborn"),
                Arguments.of("one at a time", policy(true, 1, false, 2, 1), "has waited"),
                Arguments.of("blackouts", policy(false, 2, true, 0, 0), "in a blackout"),
                Arguments.of("observed", policy(false, 2, true, 0, 0), "only observed"));
    }
}
