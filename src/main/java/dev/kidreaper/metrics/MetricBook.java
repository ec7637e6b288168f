package dev.kidreaper.metrics;

import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Exemplars;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot.InfoDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.prometheus.metrics.model.snapshots.StateSetSnapshot;
import io.prometheus.metrics.model.snapshots.StateSetSnapshot.StateSetDataPointSnapshot;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Function;

/// Metrics as they are added one by one, for one scrape. A name has the same help each time.
final class MetricBook {
    private final Map<String, Page<?>> pages = new TreeMap<>();

    /// All points of one metric.
    private static final class Page<T> {
        private final MetricMetadata metadata;
        private final List<T> points = new ArrayList<>();
        private final BiFunction<MetricMetadata, List<T>, MetricSnapshot> made;

        Page(MetricMetadata metadata, BiFunction<MetricMetadata, List<T>, MetricSnapshot> made) {
            this.metadata = metadata;
            this.made = made;
        }

        MetricSnapshot snapshot() {
            return made.apply(metadata, points);
        }
    }

    @SuppressWarnings("unchecked") // A name always stands for the same kind.
    private <T> void add(
            String name,
            String help,
            T point,
            BiFunction<MetricMetadata, List<T>, MetricSnapshot> made) {
        ((Page<T>) pages.computeIfAbsent(name, n -> new Page<T>(new MetricMetadata(n, help), made)))
                .points.add(point);
    }

    /// What goes up and down.
    void gauge(String name, String help, double value, Labels labels) {
        add(
                name,
                help,
                new GaugeDataPointSnapshot(value, labels, null),
                (metadata, points) -> new GaugeSnapshot(metadata, points));
    }

    /// What only goes up.
    ///
    /// @param name without `_total`
    void counter(String name, String help, double value, Labels labels) {
        add(
                name,
                help,
                new CounterDataPointSnapshot(value, labels, null, 0L),
                (metadata, points) -> new CounterSnapshot(metadata, points));
    }

    /// What does not change.
    ///
    /// @param name without `_info`
    void info(String name, String help, Labels labels) {
        add(
                name,
                help,
                new InfoDataPointSnapshot(labels),
                (metadata, points) -> new InfoSnapshot(metadata, points));
    }

    /// Which one of several states holds.
    <E extends Enum<E>> void state(
            String name, String help, E[] all, Function<E, String> label, E now, Labels labels) {
        var is = new boolean[all.length];
        is[List.of(all).indexOf(now)] = true;
        String[] names = Arrays.stream(all).map(label).toArray(String[]::new);
        add(
                name,
                help,
                new StateSetDataPointSnapshot(names, is, labels),
                (metadata, points) -> new StateSetSnapshot(metadata, points));
    }

    /// How often a time was how long.
    ///
    /// @param bounds ascending, without the last one, which is infinite
    /// @param counts of each, one more than bounds
    void histogram(
            String name,
            String help,
            List<Double> bounds,
            List<Long> counts,
            double sum,
            Labels labels) {
        var upper = new ArrayList<>(bounds);
        upper.add(Double.POSITIVE_INFINITY);
        add(
                name,
                help,
                new HistogramDataPointSnapshot(
                        ClassicHistogramBuckets.of(upper, counts),
                        sum,
                        labels,
                        Exemplars.EMPTY,
                        0L),
                (metadata, points) -> new HistogramSnapshot(metadata, points));
    }

    /// All of them.
    MetricSnapshots snapshots() {
        return new MetricSnapshots(pages.values().stream().map(Page::snapshot).toList());
    }
}
