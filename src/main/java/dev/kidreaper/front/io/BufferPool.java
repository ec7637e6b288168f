package dev.kidreaper.front.io;

import dev.kidreaper.linux.IoBuffer;
import java.util.ArrayDeque;

/// Buffers that connections have only while something is in them. For the front's thread.
public final class BufferPool {
    static final int SMALL = 8 << 10;

    /// A whole record, with its header and padding, and some more.
    public static final int LARGE = 80 << 10;

    /// How many are held ready for the next connections.
    private static final int MOST_SMALL = 256;

    private static final int MOST_LARGE = 16;

    private final ArrayDeque<IoBuffer> small = new ArrayDeque<>();
    private final ArrayDeque<IoBuffer> large = new ArrayDeque<>();

    public IoBuffer takeSmall() {
        IoBuffer free = small.pollFirst();
        return free == null ? new IoBuffer(SMALL) : free;
    }

    public IoBuffer takeLarge() {
        IoBuffer free = large.pollFirst();
        return free == null ? new IoBuffer(LARGE) : free;
    }

    /// Another buffer with the same in it, that holds more; the old one is taken back.
    public IoBuffer grown(IoBuffer old, int capacity) {
        IoBuffer larger = capacity == LARGE ? takeLarge() : new IoBuffer(capacity);
        old.moveTo(larger);
        give(old);
        return larger;
    }

    /// Takes one back.
    public void give(IoBuffer buffer) {
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
