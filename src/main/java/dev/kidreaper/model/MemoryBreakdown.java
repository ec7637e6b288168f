package dev.kidreaper.model;

/// What a worker's memory is made of at one time, in bytes. What it shares with its manager since
/// the fork can only come apart; whatever else grows, it has got itself.
///
/// @param shared anonymous memory that it still shares with its manager
/// @param apart anonymous memory that was shared at the fork and is a copy of its own by now
/// @param own anonymous memory that it has got since the fork
/// @param file resident pages of mapped files and of shared memory, which it does not own
/// @param fileAlone those of them that nobody else has mapped: they stay when it ends
/// @param swap its pages in swap
public record MemoryBreakdown(
        long shared, long apart, long own, long file, long fileAlone, long swap) {
    /// What its end would give back: its USS.
    public long alone() {
        return apart + own + swap;
    }

    /// What is resident.
    public long resident() {
        return shared + apart + own + file;
    }
}
