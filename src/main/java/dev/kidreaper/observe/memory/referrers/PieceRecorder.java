package dev.kidreaper.observe.memory.referrers;

/// The receiver of the places of pieces in use.
public interface PieceRecorder {
    /// A piece, or a run of small pieces of one size with free places among them.
    ///
    /// @param start where the program's part begins
    /// @param end after it
    /// @param size of one piece
    void piece(long start, long end, long size);
}
