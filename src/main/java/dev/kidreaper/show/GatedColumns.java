package dev.kidreaper.show;

import dev.kidreaper.model.PoolSnapshot;
import dev.kidreaper.model.ProcessId;
import java.util.List;
import java.util.Locale;

/// The columns of a worker whose requests a gate counts and times.
final class GatedColumns {
    static final List<String> NAMES = List.of("REQUESTS", "MEAN", "LONGEST");

    private GatedColumns() {}

    static List<String> of(PoolSnapshot.Accepted accepted, ProcessId worker) {
        var served = accepted.ofWorkers().getOrDefault(worker, PoolSnapshot.Served.NOTHING);
        boolean timed = served.timed() > 0;
        return List.of(
                Long.toString(served.requests()),
                timed ? millis(served.meanNanos()) : "",
                timed ? millis(served.longestNanos()) : "");
    }

    /// `0.31 ms`, `12.4 ms`, `1250 ms`.
    static String millis(long nanos) {
        double millis = nanos / 1e6;
        String form = millis < 1 ? "%.2f ms" : millis < 100 ? "%.1f ms" : "%.0f ms";
        return String.format(Locale.ROOT, form, millis);
    }
}
