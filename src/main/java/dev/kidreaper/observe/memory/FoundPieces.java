package dev.kidreaper.observe.memory;

import dev.kidreaper.model.PieceSizes;
import org.jspecify.annotations.Nullable;

/// The pieces in use that a walk over a heap finds: how many of each size, and, if someone wants to
/// know, where. For one thread.
final class FoundPieces {
    private final PieceSizes.Counter sizes = new PieceSizes.Counter();
    private final @Nullable Recorder recorder;

    /// The receiver of the places.
    interface Recorder {
        /// A piece, or a run of small pieces of one size with free places among them.
        ///
        /// @param start where the program's part begins
        /// @param end after it
        /// @param size of one piece
        void piece(long start, long end, long size);
    }

    FoundPieces(@Nullable Recorder recorder) {
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

    /// Tells a place: see {@link Recorder#piece}.
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
