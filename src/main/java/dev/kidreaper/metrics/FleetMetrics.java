package dev.kidreaper.metrics;

import dev.kidreaper.model.Durations;
import dev.kidreaper.model.FleetStanding;
import io.prometheus.metrics.model.snapshots.Labels;

/// The metrics of this host's part in its fleet's budget.
record FleetMetrics(MetricBook book, FleetStanding fleet) {
    /// What each series of a host in a fleet has in addition, so that hosts can be added up.
    static Labels labels(FleetStanding fleet) {
        return Labels.of("group", fleet.group(), "version", fleet.version());
    }

    void add() {
        gauge(
                "engine_up",
                "Whether the fleet's store answers: 1; 0: limits wait.",
                fleet.engineUp() ? 1 : 0);
        gauge(
                "frozen",
                "Whether no worker of this version is recycled: 1.",
                fleet.frozen() ? 1 : 0);
        gauge("permits_held", "Permits held for workers that are away, or may be.", fleet.held());
        gauge("pools_waiting", "Pools that wait for a permit.", fleet.waiting());
        gauge(
                "permit_oldest_seconds",
                "How long the oldest permit of this host is held.",
                Durations.seconds(fleet.oldest()));
        if (fleet.budget() > 0) {
            gauge("budget", "How many workers of the group may be away.", fleet.budget());
        }
    }

    private void gauge(String name, String help, double value) {
        book.gauge("kidreaper_fleet_" + name, help, value, labels(fleet));
    }
}
