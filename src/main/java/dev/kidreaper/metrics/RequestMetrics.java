package dev.kidreaper.metrics;

import dev.kidreaper.model.PoolSnapshot;
import dev.kidreaper.model.RouteGrowth;
import dev.kidreaper.model.TimeCounts;
import dev.kidreaper.model.Traffic;
import io.prometheus.metrics.model.snapshots.Labels;

/// The metrics of a pool's requests, as far as we see them: all of those that we hand out; of those
/// at a gate, the times of some.
///
/// @param labels of the pool
record RequestMetrics(MetricBook book, PoolSnapshot pool, Labels labels) {
    private static final int MOST_ROUTES = 10;

    void add() {
        Traffic traffic = pool.traffic();
        PoolSnapshot.Accepted accepted = pool.accepted();
        if (traffic != null) {
            traffic(traffic);
            times(traffic.times());
            book.histogram(
                    "kidreaper_request_queue_seconds",
                    "How long answered requests waited for a worker.",
                    TimeCounts.SECONDS,
                    traffic.queued().counts(),
                    traffic.queued().seconds(),
                    labels);
            routes();
        } else if (accepted != null) {
            requests("answered", accepted.all());
            times(accepted.times());
        }
    }

    private void times(TimeCounts times) {
        book.histogram(
                "kidreaper_request_duration_seconds",
                "How long answered requests took; at a gate, of those that are timed.",
                TimeCounts.SECONDS,
                times.counts(),
                times.seconds(),
                labels);
    }

    private void counter(String name, String help, double value, Labels labels) {
        book.counter("kidreaper_" + name, help, value, labels);
    }

    private void gauge(String name, String help, double value, Labels labels) {
        book.gauge("kidreaper_" + name, help, value, labels);
    }

    private void traffic(Traffic traffic) {
        requests("answered", traffic.requests());
        requests("cut", traffic.cut());
        requests("failed", traffic.failed());
        requests("refused", traffic.refused());
        requests("aborted", traffic.aborted());
        counter(
                "requests_retried",
                "Requests that were given to a second worker.",
                (double) traffic.retried(),
                labels);
        gauge("requests_waiting", "Requests that wait for a worker.", traffic.waiting(), labels);
        gauge("connections", "Connections of web servers.", traffic.clients(), labels);
        gauge("workers_busy", "Workers that have a request.", traffic.busy(), labels);
    }

    private void requests(String result, long count) {
        Labels its = labels.add("result", result);
        counter("requests", "Requests, by what became of them.", (double) count, its);
    }

    /// The ten with the most evidence against them, and the others together.
    private void routes() {
        long requests = 0;
        double charged = 0;
        RouteGrowth.Sums sums = RouteGrowth.Sums.NONE;
        int told = 0;
        for (RouteGrowth route : pool.routes()) {
            double its = route.requests() * route.bytesPerRequest();
            if (told < MOST_ROUTES) {
                told++;
                route(route.route(), route.requests(), its, route.sums());
            } else {
                requests += route.requests();
                charged += its;
                sums = sums.plus(route.sums());
            }
        }
        if (requests > 0) {
            route("other", requests, charged, sums);
        }
    }

    private void route(String route, long requests, double charged, RouteGrowth.Sums sums) {
        Labels its = labels.add("route", route);
        counter("route_requests", "Requests of a route.", (double) requests, its);
        gauge(
                "route_charged_bytes",
                "The growth that a route is charged with on this host.",
                charged,
                its);
        counter(
                "route_grown_bytes",
                "By how much workers grew during a route's requests.",
                sums.grown(),
                its);
        counter(
                "route_shrunk_bytes",
                "By how much workers shrank during a route's requests.",
                sums.shrunk(),
                its);
        counter(
                "route_changes_squared",
                "The squares of those changes, in bytes squared: hosts add up.",
                sums.squares(),
                its);
    }
}
