package dev.kidreaper.decide.fleet;

import static dev.kidreaper.decide.fleet.FleetSimulation.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

/// One simulated fleet from its beginning, through its troubles, to a calm end.
record FleetRun(FleetSimulation fleet, long seed) {
    /// Lets so many events happen: two thirds of them in trouble, and the rest, or what it takes
    /// until all must be well again, in peace.
    static FleetRun of(FleetSimulation.Plan plan, long seed, long events) {
        var fleet = new FleetSimulation(plan, seed);
        fleet.run(events / 20 * 13);
        fleet.calmDown();
        // Slots of several hosts that have gone take a minute each.
        fleet.runFor(3 * plan.presumeGone().toNanos() + 600 * SECOND);
        return new FleetRun(fleet, seed);
    }

    List<String> offences() {
        return fleet.offences;
    }

    void isSound() {
        assertThat(fleet.offences).as("seed %d", seed).isEmpty();
        assertThat(fleet.recycled).as("seed %d recycles", seed).isGreaterThan(20);
        fleet.hosts.stream()
                .filter(h -> !h.gone)
                .forEach(h ->
                        assertThat(fleet.store.extras(h.name))
                                .as("seed %d, emergencies of %s", seed, h.name)
                                .isGreaterThanOrEqualTo(h.emergencies));
        fleet.store
                .view()
                .slots()
                .values()
                .forEach(at ->
                        assertThat(fleet.hosts.stream().filter(h -> h.gone))
                                .as("seed %d, slot of %s", seed, at.slot())
                                .noneMatch(h -> h.name.equals(at.slot().host())));
    }

    String figures() {
        return ("seed=%d events=%d recycled=%d grants=%d refused=%d held-back=%d most-away=%d"
                        + " looks=%d counts=%d")
                .formatted(
                        seed,
                        fleet.events,
                        fleet.recycled,
                        fleet.store.grants,
                        fleet.store.refusals,
                        fleet.heldBack,
                        fleet.mostAway,
                        fleet.store.reads,
                        fleet.store.counts);
    }
}
