package dev.kidreaper.model;

/// One reading of a worker's memory, in bytes. A part that was not read is {@link #UNREAD}.
///
/// @param vsz size of its address space (statm `size`); copy-on-write does not move it
/// @param rss resident pages, shared ones counted in full (statm `resident`)
/// @param pss resident pages, each divided by the number of processes that map it
/// @param uss what its end would give back: anonymous pages and pages in swap that only it has;
///   pages of files and of shared memory stay when it ends
/// @param swap its pages in swap
public record Footprint(long vsz, long rss, long pss, long uss, long swap) {
    /// Stands for a part that was not read.
    public static final long UNREAD = -1;

    /// A reading of the two cheap parts.
    public static Footprint cheap(long vsz, long rss) {
        return new Footprint(vsz, rss, UNREAD, UNREAD, UNREAD);
    }

    /// Both together. A part that was not read of one of them is not known of both.
    public Footprint plus(Footprint other) {
        return new Footprint(
                sum(vsz, other.vsz),
                sum(rss, other.rss),
                sum(pss, other.pss),
                sum(uss, other.uss),
                sum(swap, other.swap));
    }

    private static long sum(long one, long other) {
        return one == UNREAD || other == UNREAD ? UNREAD : one + other;
    }

    /// The size by that measure.
    ///
    /// @throws IllegalStateException if that part was not read
    public long by(Measure measure) {
        long bytes = readBy(measure);
        if (bytes == UNREAD) {
            throw new IllegalStateException("[BUG] " + measure + " was asked for but not read");
        }
        return bytes;
    }

    /// The size by that measure, or {@link #UNREAD}.
    public long readBy(Measure measure) {
        return switch (measure) {
            case VSZ -> vsz;
            case RSS -> rss;
            case PSS -> pss;
            case USS -> uss;
        };
    }
}
