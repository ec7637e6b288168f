package dev.kidreaper.model;

/// What is said of a pool.
public enum Verdict {
    STEADY("steady"),
    COPY_ON_WRITE("copy-on-write"),
    LEAK("leak"),
    WARM_UP("warm-up"),
    HIGH_WATER("high-water"),
    FILE_BACKED("file-backed"),
    /// More than one cause, each with a share that counts.
    MIXED("mixed"),
    /// It cannot be told yet.
    UNDECIDED("undecided");

    private final String label;

    Verdict(String label) {
        this.label = label;
    }

    /// The word for it, in reports and for people.
    public String label() {
        return label;
    }

    /// The verdict when that is the only cause.
    public static Verdict of(GrowthCause growthCause) {
        return switch (growthCause) {
            case COPY_ON_WRITE -> COPY_ON_WRITE;
            case LEAK -> LEAK;
            case WARM_UP -> WARM_UP;
            case HIGH_WATER -> HIGH_WATER;
            case FILE_BACKED -> FILE_BACKED;
        };
    }
}
