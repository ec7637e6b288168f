package dev.kidreaper.decide;

/// How much of a worker's memory comes apart from its manager a page fault, as far as its costly
/// readings have told. Most faults of a busy worker are for memory that it soon gives back, so the
/// bytes that a fault stands for are learnt.
///
/// @param bytesPerFault what a fault is taken for
public record CowEstimate(double bytesPerFault) {
    private static final double PAGE = 4096;
    private static final double LEAST = PAGE / 64;

    /// Doubt begins at this part of the room, one in so many.
    private static final int ROOM_SHARE = 8;

    /// Nothing is known yet: every fault is a page that came apart.
    public static final CowEstimate UNKNOWN = new CowEstimate(PAGE);

    /// What is known after a costly reading.
    ///
    /// @param grown bytes since the one before it
    /// @param faults since the one before it
    public CowEstimate learn(long grown, long faults) {
        if (faults <= 0) {
            return this;
        }
        double seen = Math.clamp(grown / (double) faults, LEAST, PAGE);
        // Up at once, for a limit is at stake; down in steps, for the next burst may be another.
        return new CowEstimate(Math.max(seen, bytesPerFault / 2));
    }

    /// Whether a worker may have grown so much unseen that a costly reading is due.
    ///
    /// @param room bytes that were left to its limit
    /// @param faults since the last costly reading
    public boolean isDoubtful(long room, long faults) {
        return faults * bytesPerFault * ROOM_SHARE >= room;
    }
}
