package dev.kidreaper.metrics;

import dev.kidreaper.app.control.DaemonView;
import dev.kidreaper.history.Condition;
import dev.kidreaper.model.Durations;
import dev.kidreaper.observe.cost.OwnCost;
import dev.kidreaper.show.DaemonStatus;
import io.prometheus.metrics.model.snapshots.Labels;

/// The metrics of the daemon itself.
final class DaemonMetrics {
    private DaemonMetrics() {}

    static void add(DaemonView view, DaemonStatus status, MetricBook book) {
        OwnCost cost = OwnCost.now();
        book.info(
                "kidreaper_build",
                "The program, and the Java that runs it.",
                Labels.of(
                        "version",
                        view.program().version(),
                        "jdk",
                        Runtime.version().toString(),
                        "command",
                        view.program().command()));
        book.gauge(
                "kidreaper_history_on_disk",
                "Whether new events and readings reach the disk: 1; 0: they stay in memory.",
                view.history().condition() instanceof Condition.OnDisk ? 1 : 0,
                Labels.EMPTY);
        looks("cheap", cost.looks().cheap(), 0, book);
        looks("costly", cost.looks().costly(), Durations.seconds(cost.looks().time()), book);
        book.gauge(
                "kidreaper_longest_look_seconds",
                "The longest time in which a worker could not change its memory for being read.",
                Durations.seconds(cost.looks().longest()),
                Labels.EMPTY);
        book.counter(
                "process_cpu_seconds",
                "Total user and system CPU time spent in seconds.",
                Durations.seconds(cost.cpu()),
                Labels.EMPTY);
        book.gauge(
                "process_resident_memory_bytes",
                "Resident memory size in bytes.",
                (double) cost.rssBytes(),
                Labels.EMPTY);
        book.gauge(
                "process_open_fds",
                "Number of open file descriptors.",
                cost.descriptors(),
                Labels.EMPTY);
        book.gauge(
                "process_start_time_seconds",
                "Start time of the process since unix epoch in seconds.",
                status.program().since().toEpochMilli() / 1000.0,
                Labels.EMPTY);
    }

    private static void looks(String depth, long count, double seconds, MetricBook book) {
        Labels labels = Labels.of("depth", depth);
        book.counter("kidreaper_looks", "Looks at workers.", (double) count, labels);
        if (seconds > 0) {
            book.counter(
                    "kidreaper_look_seconds",
                    "The time that costly looks at workers took.",
                    seconds,
                    labels);
        }
    }
}
