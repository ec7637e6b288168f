package dev.kidreaper.metrics;

import dev.kidreaper.app.control.DaemonView;
import dev.kidreaper.model.FleetStanding;
import dev.kidreaper.show.DaemonStatus;
import dev.kidreaper.web.HttpAnswer;
import dev.kidreaper.web.Inquiry;
import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.OpenMetricsTextFormatWriter;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;

/// The daemon's metrics, for Prometheus: made from what its pools have published when somebody
/// asks, and kept nowhere.
public final class MetricsText {
    private static final ExpositionFormatWriter OPEN =
            OpenMetricsTextFormatWriter.builder().setCreatedTimestampsEnabled(false).build();
    private static final ExpositionFormatWriter PLAIN =
            PrometheusTextFormatWriter.builder().setIncludeCreatedTimestamps(false).build();

    private final DaemonView view;
    private final boolean workers;

    /// @param workers whether each worker has series of its own
    public MetricsText(DaemonView view, boolean workers) {
        this.view = view;
        this.workers = workers;
    }

    /// All metrics, in the form that was asked for.
    public HttpAnswer answer(Inquiry inquiry) {
        ExpositionFormatWriter writer = writer(inquiry);
        return new HttpAnswer(
                200, writer.getContentType(), Map.of(), false, out -> write(writer, out));
    }

    private static ExpositionFormatWriter writer(Inquiry inquiry) {
        String accepted = inquiry.header().apply("Accept");
        return accepted != null && accepted.contains("application/openmetrics-text") ? OPEN : PLAIN;
    }

    private void write(ExpositionFormatWriter writer, OutputStream out) throws IOException {
        writer.write(out, collect(), EscapingScheme.UNDERSCORE_ESCAPING);
    }

    /// All metrics.
    MetricSnapshots collect() {
        var book = new MetricBook();
        DaemonStatus status = view.status(null);
        DaemonMetrics.add(view, status, book);
        FleetStanding fleet = view.pools().fleet().orElse(null);
        if (fleet != null) {
            new FleetMetrics(book, fleet).add();
        }
        Labels common = fleet == null ? Labels.EMPTY : FleetMetrics.labels(fleet);
        var pools = new PoolMetrics(book, view.counts(), System.nanoTime(), status.at(), common);
        for (DaemonStatus.Kept kept : status.pools()) {
            pools.add(kept);
            if (workers) {
                pools.workers(kept.pool());
            }
        }
        return book.snapshots();
    }
}
