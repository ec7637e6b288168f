package dev.kidreaper.decide;

/// An estimate of copy-on-write by page faults, learnt from costly readings: how much of a worker's
/// memory becomes private with each fault. Most faults of a busy worker are for memory that it soon
/// gives back, so this must be learnt.
///
/// @param bytesPerFault the bytes that a fault stands for
public record CowEstimate(double bytesPerFault) {
    private static final double PAGE = 4096;
    private static final double LEAST = PAGE / 64;

    /// A costly reading is due at this part of the room (one in this many).
    private static final int ROOM_SHARE = 8;

    /// Nothing is known yet: every fault counts as a copied page.
    public static final CowEstimate UNKNOWN = new CowEstimate(PAGE);

    /// The estimate after a costly reading.
    ///
    /// @param grown bytes since the one before it
    /// @param faults since the one before it
    public CowEstimate learn(long grown, long faults) {
        if (faults <= 0) {
            return this;
        }
        double seen = Math.clamp(grown / (double) faults, LEAST, PAGE);
        // Up at once, since a limit is at stake; down in steps, since the next burst may differ.
        return new CowEstimate(Math.max(seen, bytesPerFault / 2));
    }

    /// Whether a worker may have grown so much, unseen, that a costly reading is due.
    ///
    /// @param room bytes that were left to its limit
    /// @param faults since the last costly reading
    public boolean isDoubtful(long room, long faults) {
        return faults * bytesPerFault * ROOM_SHARE >= room;
    }
}
