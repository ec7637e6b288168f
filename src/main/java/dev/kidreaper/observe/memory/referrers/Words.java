package dev.kidreaper.observe.memory.referrers;

import java.io.IOException;

/// The memory of a process, word by word. For one thread.
public interface Words {
    /// Whether so many bytes can be read from an address on.
    ///
    /// @throws IOException also if more was read by now than one search may
    boolean reaches(long at, int bytes) throws IOException;

    /// Eight bytes that can be read.
    long word(long at);

    /// Whether half of what one search may read is left, and half of its time.
    boolean isHalfLeft();
}
