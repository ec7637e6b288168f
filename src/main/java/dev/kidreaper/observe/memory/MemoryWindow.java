package dev.kidreaper.observe.memory;

import dev.kidreaper.observe.Proc;
import dev.kidreaper.observe.memory.referrers.Words;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// A window on another process's memory (proc_pid_mem(5)): on a page, or on the part of it after an
/// address. Pages that the program has not touched, or that are in swap, are not fetched. For one
/// thread at a time.
final class MemoryWindow implements Words, AutoCloseable {
    private static final int MOST_PAGES = 16;

    /// All heaps of a program together: a walk over so much takes a quarter of a second.
    static final long MOST_BYTES = 512L << 20;

    /// A walk that takes longer tells nothing: the program may have made up what is walked over.
    private static final long MOST_NANOS = 2_000_000_000;

    /// A search for pointers reads from end to end, and so ends by itself: on a busy machine it may
    /// take longer.
    static final long SEARCH_NANOS = 10_000_000_000L;

    private final RandomAccessFile memory;
    private final Pages pages;
    private final long pageSize;
    private final ReadPause readPause = new ReadPause();
    private final byte[] window;
    private final ByteBuffer words;
    private final long mostNanos;
    private final long begun = System.nanoTime();
    private long left = MOST_BYTES;
    private long from;
    private int filled;

    /// @param pages the process's pages, read just before
    MemoryWindow(Proc proc, int pid, Pages pages) throws IOException {
        this(proc, pid, pages, MOST_NANOS);
    }

    /// @param mostNanos so long it may be moved over the memory
    MemoryWindow(Proc proc, int pid, Pages pages, long mostNanos) throws IOException {
        this.mostNanos = mostNanos;
        this.memory = new RandomAccessFile(proc.path(pid, "mem"), "r");
        this.pages = pages;
        this.pageSize = proc.pageSize();
        this.window = new byte[Math.toIntExact(MOST_PAGES * pageSize)];
        this.words = ByteBuffer.wrap(window).order(ByteOrder.nativeOrder());
    }

    @Override
    public void close() throws IOException {
        memory.close();
    }

    /// The time of its pauses, in which the process comes first.
    long nanosPaused() {
        return readPause.nanos();
    }

    private long nanosUsed() {
        return System.nanoTime() - begun - nanosPaused();
    }

    /// Whether half of the memory and of the time that one walk may take is left.
    @Override
    public boolean isHalfLeft() {
        return left > MOST_BYTES / 2 && nanosUsed() < mostNanos / 2;
    }

    /// Moves the window to an address, unless it is there already.
    ///
    /// @return whether that many bytes can be read
    /// @throws IOException also if it was moved over more than one walk may see, or for too long
    @Override
    public boolean reaches(long at, int bytes) throws IOException {
        if (at < from || at + bytes > from + filled) {
            long first = at / pageSize;
            long end = (first + pages.there(first, MOST_PAGES)) * pageSize;
            from = at;
            filled = 0;
            left -= Math.max(0, end - at);
            if (left < 0 || nanosUsed() > mostNanos) {
                throw new IOException("more memory than one walk sees");
            }
            if (end > at) {
                readPause.take();
                memory.seek(at);
                filled = Math.max(0, memory.read(window, 0, (int) (end - at)));
            }
        }
        return filled >= bytes;
    }

    /// Eight bytes in the window.
    @Override
    public long word(long at) {
        return words.getLong((int) (at - from));
    }

    /// Two bytes in the window, unsigned.
    int quarter(long at) {
        return Short.toUnsignedInt(words.getShort((int) (at - from)));
    }

    /// Four bytes in the window.
    int half(long at) {
        return words.getInt((int) (at - from));
    }
}
