package dev.kidreaper.metrics;

import dev.kidreaper.app.control.DaemonView;
import dev.kidreaper.history.Condition;
import dev.kidreaper.history.History;
import dev.kidreaper.model.Durations;
import dev.kidreaper.observe.cost.OwnCost;
import dev.kidreaper.show.DaemonStatus;
import dev.kidreaper.start.StartCache;
import dev.kidreaper.tally.OwnCounts;
import io.prometheus.metrics.model.snapshots.Labels;
import java.time.Instant;

/// The metrics of the daemon itself.
final class DaemonMetrics {
    /// Read once: a scrape reads no files.
    private static final String REVISION = StartCache.commit();

    private DaemonMetrics() {}

    static void add(DaemonView view, DaemonStatus status, MetricBook book) {
        OwnCost cost = OwnCost.now();
        book.info(
                "kidreaper_build",
                "The program, and the Java that runs it.",
                Labels.of(
                        "version",
                        view.program().version(),
                        "revision",
                        REVISION,
                        "jdk",
                        Runtime.version().toString(),
                        "command",
                        view.program().command()));
        book.gauge(
                "kidreaper_history_on_disk",
                "Whether new events and readings reach the disk: 1; 0: they stay in memory.",
                view.history().condition() instanceof Condition.OnDisk ? 1 : 0,
                Labels.EMPTY);
        history(view.history().sum(), book);
        own(view.own(), status.program().since(), book);
        looks("cheap", cost.looks().cheap(), 0, book);
        looks("costly", cost.looks().costly(), Durations.seconds(cost.looks().time()), book);
        book.gauge(
                "kidreaper_longest_look_seconds",
                "The longest time in which a worker could not change its memory for being read.",
                Durations.seconds(cost.looks().longest()),
                Labels.EMPTY);
        process(cost, status.program().since(), book);
    }

    private static void process(OwnCost cost, Instant begun, MetricBook book) {
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
        if (cost.mostDescriptors() > 0) {
            book.gauge(
                    "process_max_fds",
                    "Maximum number of open file descriptors.",
                    (double) cost.mostDescriptors(),
                    Labels.EMPTY);
        }
        book.gauge(
                "process_start_time_seconds",
                "Start time of the process since unix epoch in seconds.",
                begun.toEpochMilli() / 1000.0,
                Labels.EMPTY);
    }

    private static void history(History.Sum sum, MetricBook book) {
        missed("event", sum.missedEvents(), book);
        missed("reading", sum.missedReadings(), book);
        if (sum.bytes() >= 0) {
            book.gauge(
                    "kidreaper_history_size_bytes",
                    "The size of the history's file, with its log.",
                    (double) sum.bytes(),
                    Labels.EMPTY);
        }
    }

    private static void missed(String kind, long count, MetricBook book) {
        book.counter(
                "kidreaper_history_missed",
                "What the history's file never got.",
                (double) count,
                Labels.of("kind", kind));
    }

    private static void own(OwnCounts own, Instant begun, MetricBook book) {
        own.hooks()
                .forEach((hook, runs) -> {
                    runs(hook, "succeeded", runs.succeeded(), book);
                    runs(hook, "failed", runs.failed(), book);
                    book.counter(
                            "kidreaper_hook_dropped",
                            "Events of which a hook's program was not told: too many, or too fast.",
                            (double) runs.dropped(),
                            Labels.of("hook", hook));
                });
        Instant well = own.reload().succeeded() == null ? begun : own.reload().succeeded();
        book.gauge(
                "kidreaper_config_last_reload_successful",
                "Whether the configuration was taken over when it was read last.",
                own.reload().isWell() ? 1 : 0,
                Labels.EMPTY);
        book.gauge(
                "kidreaper_config_last_reload_success_timestamp_seconds",
                "When a configuration was taken over last.",
                well.toEpochMilli() / 1000.0,
                Labels.EMPTY);
    }

    private static void runs(String hook, String result, long count, MetricBook book) {
        book.counter(
                "kidreaper_hook_runs",
                "Runs of a hook's program.",
                (double) count,
                Labels.of("hook", hook, "result", result));
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
