package dev.kidreaper.pool.gated;

import dev.kidreaper.model.PoolSnapshot;
import java.util.Locale;

/// What a worker has served, in words.
final class ServedWords {
    private static final double MILLI = 1e6;

    private ServedWords() {}

    /// `requests 500, of which 62 took 12.4 ms in the mean and 310.0 ms at most`.
    static String of(PoolSnapshot.Served served) {
        return served.timed() == 0
                ? "requests " + served.requests()
                : String.format(
                        Locale.ROOT,
                        "requests %d, of which %d took %.1f ms in the mean and %.1f ms at most",
                        served.requests(),
                        served.timed(),
                        served.meanNanos() / MILLI,
                        served.longestNanos() / MILLI);
    }
}
