package dev.kidreaper.pool.served;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kidreaper.decide.OperatorPause;
import dev.kidreaper.linux.LinuxException;
import dev.kidreaper.model.Limits;
import dev.kidreaper.model.MemorySample;
import dev.kidreaper.model.PoolSnapshot;
import dev.kidreaper.model.ProcessId;
import dev.kidreaper.model.RecycleCause;
import dev.kidreaper.model.RecyclePolicy;
import dev.kidreaper.model.ServeSettings;
import dev.kidreaper.pool.ManagedPool;
import dev.kidreaper.pool.RecycleRules;
import dev.kidreaper.pool.permit.SimulatedDesk;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The whole policy of an attached pool, run through simulated load and trouble.
class AttachedSimulationTest {
    private static final int TICKS = 10_000;

    static final Map<String, RecyclePolicy> POLICIES =
            Map.of(
                    "usual", RecyclePolicy.ATTACHED,
                    "one at a time", SpawnedSimulationTest.policy(false, 1, false, 2, 1),
                    "two at once", SpawnedSimulationTest.policy(false, 2, false, 0, 0),
                    "blackouts",
                            SpawnedSimulationTest.policy(
                                    false, 1, true, 0, 0, "00:02-00:04", "00:06-00:09"),
                    "observed", SpawnedSimulationTest.policy(true, 2, true, 0, 0));

    private static RecyclePolicy policy(String name) {
        return Objects.requireNonNull(POLICIES.get(name));
    }

    private static AttachedSimulation byAge(String policy) throws LinuxException {
        ServeSettings settings =
                SpawnedSimulationTest.settings(
                        policy(policy), SpawnedSimulationTest.limits("age"), 0, 0);
        return new AttachedSimulation(1, settings, settings);
    }

    static List<Arguments> cases() {
        var cases = new ArrayList<Arguments>();
        int seed = 0;
        for (String policy : new TreeSet<>(POLICIES.keySet())) {
            for (String limits : List.of("age", "pool", "rss")) {
                cases.add(Arguments.of(policy, limits, ++seed));
            }
        }
        return cases;
    }

    @ParameterizedTest(name = "{0}, limit by {1}, seed {2}")
    @MethodSource("cases")
    void theRulesHoldWhateverHappens(String policy, String limits, long seed)
            throws LinuxException, InterruptedException {
        RecyclePolicy promised = policy(policy);
        ServeSettings settings =
                SpawnedSimulationTest.settings(
                        promised, SpawnedSimulationTest.limits(limits), 0, seed % 2 == 0 ? 500 : 0);
        PoolSnapshot end = new AttachedSimulation(seed, settings, settings).run(TICKS);

        assertThat(end.recycled()).isGreaterThanOrEqualTo(promised.observe() ? 0 : 3);
    }

    /// What has not changed is not read each time.
    @Test
    void workersThatAreKnownAreSeldomLookedAtAnew() throws LinuxException, InterruptedException {
        var simulation = byAge("observed");

        simulation.run(TICKS);

        assertThat(simulation.manager.lookedAt()).isBetween(1, 300);
    }

    /// That `obstacles` has whom an operator has asked for: one, then all.
    ///
    /// @param now how the pool stands
    static void assertAskedAreTold(ServedPool<?> pool, PoolSnapshot now)
            throws InterruptedException {
        List<ProcessId> workers =
                now.workers().stream()
                        .filter(w -> !w.leaving())
                        .map(PoolSnapshot.Member::id)
                        .toList();
        var one = askedWhilePaused(pool, workers.getFirst().pid()).wanted();
        assertThat(one.hold()).contains("an operator has paused it");
        assertThat(one.workers()).contains(workers.getFirst());
        assertThat(askedWhilePaused(pool, 0).wanted().workers()).containsAll(workers);
    }

    /// An operator pauses the pool, and asks for one worker or for all.
    ///
    /// @param pid which; 0: all
    /// @return what stands against it then
    private static ManagedPool.Obstacles askedWhilePaused(ServedPool<?> pool, int pid)
            throws InterruptedException {
        var _ = pool.pause(new OperatorPause(null));
        var _ = pool.recycle(pid, RecycleCause.ASKED);
        var obstacles = pool.obstacles();
        pool.turn(Duration.ZERO);
        return obstacles.join();
    }

    /// `why` says whom an operator has asked for, and what they wait for.
    @Test
    void whoeverAnOperatorHasAskedForIsTold() throws LinuxException, InterruptedException {
        var simulation = byAge("usual");
        assertAskedAreTold(simulation.pool, simulation.run(TICKS / 10));
    }

    /// For its chart, and for what other limits would mean.
    @Test
    void whatWorkersWeighIsWrittenDown() throws LinuxException, InterruptedException {
        var simulation = byAge("usual");
        int recycled = simulation.run(TICKS).recycled();

        assertThat(simulation.written).allMatch(sample -> sample.slot() >= 0);
        assertThat(simulation.written.stream().map(MemorySample::worker).distinct())
                .hasSizeGreaterThanOrEqualTo(4 + recycled / 2);
        Duration span =
                Duration.between(
                        simulation.written.getFirst().at(), simulation.written.getLast().at());
        assertThat(simulation.written.size())
                .isBetween(4 * (int) span.toMinutes() / 2, 4 * (int) span.toSeconds() / 10 + 50);
    }

    /// Also not between its last request and its signal, when it gets no more requests.
    @ParameterizedTest
    @ValueSource(strings = {"usual", "two at once"})
    void noWorkerGoesWithoutPermitOfALargerBudget(String policy)
            throws LinuxException, InterruptedException {
        ServeSettings settings =
                SpawnedSimulationTest.settings(
                        policy(policy), SpawnedSimulationTest.limits("rss"), 0, 500);
        var simulation = new AttachedSimulation(5, settings, settings, 1);
        SimulatedDesk desk = Objects.requireNonNull(simulation.desk);
        assertThat(simulation.run(TICKS).recycled()).isPositive();
        assertThat(desk.most()).isEqualTo(1);
        desk.freeze(true);
        simulation.run(TICKS / 2);
        assertThat(desk.used()).as("is given back").isZero();
        int before = desk.replaced();
        simulation.run(TICKS / 2);
        assertThat(desk.replaced()).isEqualTo(before).isPositive();
    }

    /// Else nobody knows whether the rules would notice anything.
    @ParameterizedTest(name = "{0}, {2}")
    @MethodSource("faults")
    void aPlantedFaultIsNoticed(String promised, RecyclePolicy given, String notice)
            throws LinuxException {
        Limits limits = SpawnedSimulationTest.limits("rss");
        var simulation =
                new AttachedSimulation(
                        1,
                        SpawnedSimulationTest.settings(policy(promised), limits, 0, 0),
                        SpawnedSimulationTest.settings(given, limits, 0, 0));
        assertThatThrownBy(() -> simulation.run(TICKS))
                .isInstanceOf(RecycleRules.BrokenRule.class)
                .hasMessageContaining(notice);
    }

    static List<Arguments> faults() {
        return List.of(
                Arguments.of(
                        "usual", SpawnedSimulationTest.policy(false, 9, true, 0, 1), "are away"),
                Arguments.of(
                        "blackouts",
                        SpawnedSimulationTest.policy(false, 1, true, 0, 0),
                        "in a blackout"),
                Arguments.of(
                        "observed",
                        SpawnedSimulationTest.policy(false, 2, true, 0, 0),
                        "only observed"));
    }

    @Test
    void aRecycleThatNeverEndsIsNoticed() throws LinuxException {
        ServeSettings settings =
                SpawnedSimulationTest.settings(
                        RecyclePolicy.ATTACHED, SpawnedSimulationTest.limits("rss"), 0, 0);
        var simulation = new AttachedSimulation(1, settings, settings);
        simulation.recycling.lose();
        assertThatThrownBy(() -> simulation.run(TICKS)).hasMessageContaining("does not end");
    }
}
