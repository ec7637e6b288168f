package dev.kidreaper.decide.fleet;

import static dev.kidreaper.decide.fleet.FleetSimulation.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.decide.fleet.FleetSimulation.Plan;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/// Hosts, their clocks, and messages between them and the store, in all their troubles.
class FleetSimulationTest {
    private static final Duration PRESUME_GONE = Duration.ofMinutes(2);

    private static Plan plan(boolean checks) {
        return new Plan(40, 4, "4", PRESUME_GONE, checks, true, 600 * SECOND);
    }

    @Test
    void neverAreMoreAwayThanMayBeAndNoSlotIsLost() {
        for (long seed = 2; seed <= 4; seed++) {
            FleetRun.of(plan(true), seed, 40_000).isSound();
        }
    }

    /// The planted fault: without the check right before the signal, a host that was stopped for
    /// long signals under a slot that is another's by then.
    @Test
    void withoutTheCheckBeforeTheSignalTheRefereeFindsOffences() {
        int found = 0;
        for (long seed = 2; seed <= 12 && found == 0; seed++) {
            found += FleetRun.of(plan(false), seed, 40_000).offences().size();
        }
        assertThat(found).isPositive();
    }

    @Test
    void aBadReleaseCostsAFewWorkersAndAGoodOneFollowsByItself() {
        var fleet =
                new FleetSimulation(
                        new Plan(50, 4, "10", PRESUME_GONE, true, false, 200 * SECOND), 1);
        fleet.runFor(200 * SECOND);
        assertThat(fleet.recycled).isGreaterThan(50);
        fleet.version = "v2";
        fleet.bad = true;
        fleet.runFor(600 * SECOND);
        BudgetPolicy policy = Objects.requireNonNull(fleet.store.view().policy());
        assertThat(policy.of("v2").orElseThrow().frozen()).isTrue();
        assertThat(fleet.lost).isBetween(3, 10 + 3);
        int before = fleet.recycled;
        fleet.version = "v3";
        fleet.bad = false;
        fleet.runFor(600 * SECOND);
        assertThat(fleet.recycled - before).isGreaterThan(100);
        assertThat(
                        Objects.requireNonNull(fleet.store.view().policy())
                                .of("v3")
                                .orElseThrow()
                                .allowed())
                .isEqualTo(VersionBudget.ALL);
        assertThat(fleet.store.view().slots().values()).noneMatch(at -> at.slot().failed());
        assertThat(fleet.offences).isEmpty();
    }

    /// As many permits as 10,000 hosts of eight workers need that live for two hours.
    @Test
    void hostsSeldomGetInEachOthersWay() {
        var fleet =
                new FleetSimulation(
                        new Plan(200, 4, "100", PRESUME_GONE, true, false, 24 * SECOND), 1);
        fleet.runFor(60 * SECOND);
        long grants = fleet.store.grants;
        long refusals = fleet.store.refusals;
        fleet.runFor(100 * SECOND);
        double rate = (fleet.store.grants - grants) / 100.0;
        double conflicts = (fleet.store.refusals - refusals) / (100 * rate);
        System.out.printf("permits/s=%.1f conflicts a permit=%.3f%n", rate, conflicts);
        assertThat(rate).isGreaterThan(8);
        assertThat(conflicts).isLessThan(0.1);
    }
}
