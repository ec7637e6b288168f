package dev.kidreaper.diagnose.rate;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What holds the memory that accumulates, as far as that tells a leak from a cache.
public enum Holder {
    /// One array, to which requests append: a list. Caches have tables of keys, but a few of them
    /// fill an array from its start until it is full.
    LIST(0.04, "in a list that requests append to"),

    /// Nothing: it was allocated and is lost. No cache forgets its entries.
    NOTHING(
            0.004,
            "by nothing: allocated, never freed, and no pointer leads to it any more, or only from"
                    + " what is lost as well"),

    /// Each other: a collector will free that, and has not come yet.
    GARBAGE(1, "by each other only: garbage in cycles, which a collector frees when it comes");

    /// How likely neither holds what a cache has, against a leak: many leaks are in tables too.
    public static final double OTHERS_PER_LEAK = 2;

    /// So much of what is neither garbage nor spare is enough to stand for all of that.
    private static final double LIST_PART = 0.3;

    /// Who loses memory may still refer to the last piece.
    private static final double LOST_PART = 0.5;

    /// Less than this part of all tells nothing.
    private static final double LEAST_PART = 0.15;

    /// Fewer elements may be chance.
    private static final int FEWEST_ELEMENTS = 6;

    private static final int FEWEST_LOST = 5;

    private static final double GARBAGE_PART = 0.5;

    /// How likely a cache is held so, against a leak.
    public final double cachesPerLeak;

    /// What holds it, in words.
    public final String words;

    Holder(double cachesPerLeak, String words) {
        this.cachesPerLeak = cachesPerLeak;
        this.words = words;
    }

    /// The name in machine-readable output: `list`.
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// What holds some pieces; null if that tells nothing.
    ///
    /// @param pieces how many there are
    /// @param elements how many pointers to them stand in a list
    /// @param listed the part of their bytes that the list holds, from 0 to 1
    /// @param lost the part to which nothing refers
    /// @param garbage the part to which only garbage refers
    /// @param spare the part that was freed, and is kept for others
    public static @Nullable Holder of(
            int pieces, int elements, double listed, double lost, double garbage, double spare) {
        double rest = Math.max(0, 1 - garbage - spare);
        if (listed >= Math.max(LEAST_PART, LIST_PART * rest) && elements >= FEWEST_ELEMENTS) {
            return LIST;
        }
        if (lost >= Math.max(LEAST_PART, LOST_PART * rest) && lost * pieces >= FEWEST_LOST) {
            return NOTHING;
        }
        return garbage >= GARBAGE_PART ? GARBAGE : null;
    }
}
