package dev.kidreaper.metrics;

import dev.kidreaper.model.Footprint;
import dev.kidreaper.model.MemoryBreakdown;
import dev.kidreaper.model.PoolSnapshot;
import dev.kidreaper.model.PoolSnapshot.Member;
import io.prometheus.metrics.model.snapshots.Labels;
import java.time.Duration;
import java.time.Instant;

/// The metrics of one worker, whose label is its place: of a pid there would be a new line after
/// each recycle.
///
/// @param now as {@link System#nanoTime}
/// @param at the same moment by the clock
/// @param common labels of all of them
record WorkerMetrics(
        MetricBook book, PoolSnapshot pool, Member worker, long now, Instant at, Labels common) {
    void add() {
        Labels labels =
                common.add("pool", pool.name()).add("slot", Integer.toString(worker.slot()));
        Footprint footprint = worker.footprint();
        bytes("uss", "Memory that ends with the worker.", footprint.uss(), labels);
        bytes("pss", "Its share of memory.", footprint.pss(), labels);
        bytes("rss", "Its resident memory.", footprint.rss(), labels);
        bytes("swap", "Its memory in swap.", footprint.swap(), labels);
        MemoryBreakdown makeup = worker.course().makeup();
        if (makeup != null) {
            bytes("apart", "Shared memory that came apart.", makeup.apart(), labels);
        }
        gauge(
                "start_time_seconds",
                "When the worker was started.",
                seconds(at.minus(worker.age(now))),
                labels);
        if (worker.course().lookedNanos() != 0) {
            gauge(
                    "last_look_timestamp_seconds",
                    "When the worker was looked at last.",
                    seconds(at.minusNanos(now - worker.course().lookedNanos())),
                    labels);
        }
        gauge(
                "growth_bytes_per_second",
                "By how much the worker grows.",
                worker.course().growthPerSecond(),
                labels);
        Duration in = worker.reachesIn(now);
        if (in != null) {
            gauge(
                    "limit_crossing_timestamp_seconds",
                    "When the worker reaches its limit.",
                    seconds(at.plus(in)),
                    labels);
        }
        PoolSnapshot.Accepted accepted = pool.accepted();
        PoolSnapshot.Served served =
                accepted == null ? null : accepted.ofWorkers().get(worker.id());
        if (served != null) {
            book.counter(
                    "kidreaper_worker_requests",
                    "Requests that the worker has taken.",
                    (double) served.requests(),
                    labels);
        }
    }

    private static double seconds(Instant moment) {
        return moment.toEpochMilli() / 1000.0;
    }

    private void bytes(String what, String help, long bytes, Labels labels) {
        if (bytes != Footprint.UNREAD) {
            gauge(what + "_bytes", help, (double) bytes, labels);
        }
    }

    private void gauge(String name, String help, double value, Labels labels) {
        book.gauge("kidreaper_worker_" + name, help, value, labels);
    }
}
