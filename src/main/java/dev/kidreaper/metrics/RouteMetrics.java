package dev.kidreaper.metrics;

import dev.kidreaper.model.RouteGrowth;
import io.prometheus.metrics.model.snapshots.Labels;
import java.util.List;

/// The metrics of one pool's routes. A few have series of their own, the others one together.
///
/// @param pool the labels of the pool
record RouteMetrics(MetricBook book, Labels pool) {
    private static final int MOST_ROUTES = 10;

    void add(List<RouteGrowth> all) {
        all.stream().limit(MOST_ROUTES).forEach(this::route);
        all.stream()
                .skip(MOST_ROUTES)
                .reduce(RouteMetrics::both)
                .filter(r -> r.requests() > 0)
                .ifPresent(this::route);
    }

    private static RouteGrowth both(RouteGrowth one, RouteGrowth other) {
        long requests = one.requests() + other.requests();
        double bytes =
                one.requests() * one.bytesPerRequest() + other.requests() * other.bytesPerRequest();
        return new RouteGrowth(
                "other",
                requests,
                bytes / Math.max(1, requests),
                one.share() + other.share(),
                0,
                false,
                one.changes().plus(other.changes()));
    }

    private void route(RouteGrowth route) {
        Labels labels = pool.add("route", route.route());
        double requests = (double) route.requests();
        gauge("route_requests", "Requests of a route that were charged.", requests, labels);
        gauge(
                "route_growth_bytes",
                "The growth that a route was charged with.",
                requests * route.bytesPerRequest(),
                labels);
        counter(
                "route_grown_bytes",
                "By how much requests of a route have grown their workers.",
                route.changes().grown(),
                labels);
        counter(
                "route_shrunk_bytes",
                "By how much requests of a route have shrunk their workers.",
                route.changes().shrunk(),
                labels);
        counter(
                "route_changes_squared",
                "The sum of the squares of both, in bytes times bytes: hosts add up.",
                route.changes().squares(),
                labels);
    }

    private void gauge(String name, String help, double value, Labels labels) {
        book.gauge("kidreaper_" + name, help, value, labels);
    }

    private void counter(String name, String help, double value, Labels labels) {
        book.counter("kidreaper_" + name, help, value, labels);
    }
}
