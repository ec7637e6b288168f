package dev.kidreaper.front;

import dev.kidreaper.linux.IoBuffer;
import java.util.ArrayDeque;

/// Buffers that connections have only while something is in them. For the front's thread.
final class BufferPool {
    static final int SMALL = 8 << 10;

    /// A whole record, with its header and padding, and some more.
    static final int LARGE = 80 << 10;

    /// How many are held ready for the next connections.
    private static final int MOST_SMALL = 256;

    private static final int MOST_LARGE = 16;

    private final ArrayDeque<IoBuffer> small = new ArrayDeque<>();
    private final ArrayDeque<IoBuffer> large = new ArrayDeque<>();

    IoBuffer takeSmall() {
        IoBuffer free = small.pollFirst();
        return free == null ? new IoBuffer(SMALL) : free;
    }

    IoBuffer takeLarge() {
        IoBuffer free = large.pollFirst();
        return free == null ? new IoBuffer(LARGE) : free;
    }

    /// Another buffer with the same in it, that holds more; the old one is taken back.
    IoBuffer grown(IoBuffer old, int capacity) {
        IoBuffer larger = capacity == LARGE ? takeLarge() : new IoBuffer(capacity);
        old.moveTo(larger);
        give(old);
        return larger;
    }

    /// Takes one back.
    void give(IoBuffer buffer) {
        buffer.clear();
        if (buffer.capacity() == SMALL && small.size() < MOST_SMALL) {
            small.addFirst(buffer);
        } else if (buffer.capacity() == LARGE && large.size() < MOST_LARGE) {
            large.addFirst(buffer);
        } else {
            buffer.close();
        }
    }

    /// Gives back those that nobody has.
    void close() {
        small.forEach(IoBuffer::close);
        large.forEach(IoBuffer::close);
        small.clear();
        large.clear();
    }
}
