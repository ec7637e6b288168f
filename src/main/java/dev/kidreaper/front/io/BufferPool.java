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

    /// The most of all heads that are longer than a small buffer, together: whoever may connect
    /// could otherwise take all memory.
    private static final int MOST_GROWN = 32 << 20;

    private final ArrayDeque<IoBuffer> small = new ArrayDeque<>();
    private final ArrayDeque<IoBuffer> large = new ArrayDeque<>();

    private int grown;

    public IoBuffer takeSmall() {
        IoBuffer free = small.pollFirst();
        return free == null ? new IoBuffer(SMALL) : free;
    }

    public IoBuffer takeLarge() {
        IoBuffer free = large.pollFirst();
        return free == null ? new IoBuffer(LARGE) : free;
    }

    /// Whether there may be another buffer in its place that holds twice as much.
    public boolean mayGrow(IoBuffer old) {
        return grown + 2 * old.capacity() <= MOST_GROWN;
    }

    /// Another buffer with the same in it, that holds more; the old one is taken back.
    public IoBuffer grown(IoBuffer old, int capacity) {
        IoBuffer larger = capacity == LARGE ? takeLarge() : new IoBuffer(capacity);
        grown += capacity == LARGE ? 0 : capacity;
        old.moveTo(larger);
        give(old);
        return larger;
    }

    /// Takes one back.
    public void give(IoBuffer buffer) {
        buffer.clear();
        boolean wasGrown = buffer.capacity() != SMALL && buffer.capacity() != LARGE;
        grown -= wasGrown ? buffer.capacity() : 0;
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
