package dev.kidreaper.model;

import java.util.Collections;
import java.util.List;

/// How often a time was how long. Those of several pools, and of several hosts, add up.
///
/// @param counts how many took at most as long as each of {@link #SECONDS}, and longer than the one
///   before; the last number: longer than all
/// @param seconds how long all of them took together
public record TimeCounts(List<Long> counts, double seconds) {
    /// The bounds, ascending.
    public static final List<Double> SECONDS =
            List.of(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0);

    /// None yet.
    public static final TimeCounts NONE =
            new TimeCounts(Collections.nCopies(SECONDS.size() + 1, 0L), 0);

    public TimeCounts {
        counts = List.copyOf(counts);
    }
}
