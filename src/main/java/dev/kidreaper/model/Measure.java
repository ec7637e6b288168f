package dev.kidreaper.model;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// What of a footprint a limit speaks of.
public enum Measure {
    USS,
    PSS,
    RSS,
    VSZ;

    /// Whether `statm` tells it. The others need `smaps_rollup`, which walks the page tables.
    public boolean isCheap() {
        return this == VSZ || this == RSS;
    }

    /// The name as options, reports and logs write it: lower case.
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// The measure of that name in any case; empty when there is none.
    public static Optional<Measure> named(String name) {
        return Arrays.stream(values()).filter(m -> m.name().equalsIgnoreCase(name)).findFirst();
    }
}
