package dev.kidreaper.observe.memory;

import dev.kidreaper.model.PieceSizes;
import dev.kidreaper.observe.memory.referrers.PieceRecorder;
import org.jspecify.annotations.Nullable;

/// The pieces in use that a walk over a heap finds: how many of each size, and, if someone wants to
/// know, where. For one thread.
final class FoundPieces {
    private final PieceSizes.Counter sizes = new PieceSizes.Counter();
    private final @Nullable PieceRecorder recorder;

    FoundPieces(@Nullable PieceRecorder recorder) {
        this.recorder = recorder;
    }

    /// Counts pieces of one size.
    void add(long size, int count) {
        sizes.add(size, count);
    }

    /// Counts what was counted elsewhere.
    void addAll(PieceSizes.Counter other) {
        sizes.addAll(other);
    }

    /// Whether somebody wants to know the places.
    boolean areRecorded() {
        return recorder != null;
    }

    /// Tells a place: see {@link PieceRecorder#piece}.
    void record(long start, long end, long size) {
        if (recorder != null) {
            recorder.piece(start, end, size);
        }
    }

    /// What was counted so far.
    PieceSizes sizes() {
        return sizes.sizes();
    }
}
