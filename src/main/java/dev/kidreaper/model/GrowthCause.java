package dev.kidreaper.model;

/// Why memory grows.
public enum GrowthCause {
    /// Memory that was shared with the manager at the fork comes apart; bounded by what there was.
    COPY_ON_WRITE("copy-on-write"),
    /// New memory without end.
    LEAK("leak"),
    /// New memory that grows towards a plateau: caches, lazy loading.
    WARM_UP("warm-up"),
    /// A large request raised the heap, and it was never given back.
    HIGH_WATER("high-water"),
    /// Pages of mapped files and of shared memory, which are not the worker's own.
    FILE_BACKED("file-backed");

    private final String label;

    GrowthCause(String label) {
        this.label = label;
    }

    /// The word for it, in reports and for people.
    public String label() {
        return label;
    }
}
