package dev.kidreaper.observe;

import dev.kidreaper.linux.OpenFile;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// The search for a text in a process's own memory: it shows the code that runs, wherever its files
/// came from. One bound holds for all of a process's memory, since a process may have as much as it
/// likes that it never touched. For one thread at a time.
final class MemorySearch implements AutoCloseable {
    /// The pages that are read at once.
    private static final int CHUNK_PAGES = 256;

    /// A manager with more memory is not searched to the end.
    private static final long MOST_BYTES = 1L << 30;

    /// The pages that are asked for, touched or not: 32 GiB of 4 KiB each.
    private static final long MOST_PAGES = 1L << 23;

    /// A search that takes longer is given up.
    private static final long MOST_NANOS = 5_000_000_000L;

    /// In an entry of `pagemap`: the page is in memory, or in swap (proc_pid_pagemap(5)).
    private static final long TOUCHED = 3L << 62;

    private static final String HEAP = "[heap]";

    private final RandomAccessFile memory;
    private final RandomAccessFile pagemap;
    private final byte[] wanted;
    private final int pageSize;
    private final byte[] chunk;
    private final ByteBuffer entries =
            ByteBuffer.allocate(CHUNK_PAGES * Long.BYTES).order(ByteOrder.nativeOrder());
    private final long begun = System.nanoTime();
    private long bytesLeft = MOST_BYTES;
    private long pagesLeft = MOST_PAGES;

    private MemorySearch(Proc proc, int pid, String text) throws IOException {
        wanted = text.getBytes(StandardCharsets.US_ASCII);
        pageSize = Math.toIntExact(proc.pageSize());
        chunk = new byte[CHUNK_PAGES * pageSize + wanted.length];
        memory = new RandomAccessFile(proc.path(pid, "mem"), "r");
        try {
            pagemap = new RandomAccessFile(proc.path(pid, "pagemap"), "r");
        } catch (IOException e) {
            memory.close();
            throw e;
        }
    }

    /// Whether a text is in the heap of a process (proc_pid_mem(5)).
    ///
    /// @throws Unreadable DENIED if we may not look
    static boolean holds(Proc proc, int pid, String text) throws Unreadable {
        String maps = proc.text(pid, "maps");
        try (var search = new MemorySearch(proc, pid, text)) {
            for (int at = 0, end; (end = maps.indexOf('\n', at)) > 0; at = end + 1) {
                boolean isHeap = maps.startsWith(HEAP, end - HEAP.length());
                if (isHeap && search.isIn(maps.substring(at, end))) {
                    return true;
                }
            }
            return false;
        } catch (IOException e) {
            if (OpenFile.areNoneLeft()) {
                throw new Unreadable(Unreadable.Why.EXHAUSTED, OpenFile.noneLeft());
            }
            throw new Unreadable(
                    proc.hasExited(pid) ? Unreadable.Why.GONE : Unreadable.Why.DENIED,
                    "may not read the memory of pid " + pid);
        }
    }

    private boolean isIn(String mapping) throws IOException {
        int dash = mapping.indexOf('-');
        long page = Long.parseLong(mapping, 0, dash, 16) / pageSize;
        long end = Long.parseLong(mapping, dash + 1, mapping.indexOf(' '), 16) / pageSize;
        int kept = 0;
        while (page < end && isLeft()) {
            int count = (int) Math.min(CHUNK_PAGES, end - page);
            int asked = ask(page, count);
            if (asked == 0) {
                return false; // It was unmapped meanwhile.
            }
            for (int i = 0; i < asked; i++) {
                if ((entries.getLong(i * Long.BYTES) & TOUCHED) == 0) {
                    kept = 0;
                    continue;
                }
                int first = i;
                while (i + 1 < asked && (entries.getLong((i + 1) * Long.BYTES) & TOUCHED) != 0) {
                    i++;
                }
                kept = look(page + first, i + 1 - first, first == 0 ? kept : 0);
                if (kept < 0) {
                    return true;
                }
            }
            page += asked;
        }
        return false;
    }

    private boolean isLeft() {
        return bytesLeft > 0 && pagesLeft > 0 && System.nanoTime() - begun < MOST_NANOS;
    }

    /// Which of some pages the process has touched. How many the kernel tells.
    private int ask(long page, int count) throws IOException {
        pagesLeft -= count;
        pagemap.seek(page * Long.BYTES);
        int read = pagemap.read(entries.array(), 0, count * Long.BYTES);
        return Math.max(0, read) / Long.BYTES;
    }

    /// Looks through some pages.
    ///
    /// @param kept how many bytes of the pages before are at the beginning of the chunk
    /// @return how many bytes of these are kept there, for a text across the border; negative: the
    ///   text is there
    private int look(long page, int count, int kept) throws IOException {
        memory.seek(page * pageSize);
        int end = kept + count * pageSize;
        int length = kept;
        for (int read = 0; length < end && read >= 0; length += Math.max(0, read)) {
            read = memory.read(chunk, length, end - length);
        }
        bytesLeft -= length - kept;
        if (contains(chunk, length, wanted)) {
            return -1;
        }
        int left = Math.min(length, wanted.length - 1);
        System.arraycopy(chunk, length - left, chunk, 0, left);
        return left;
    }

    private static boolean contains(byte[] chunk, int length, byte[] wanted) {
        for (int i = 0; i <= length - wanted.length; i++) {
            if (chunk[i] == wanted[0]
                    && Arrays.equals(chunk, i, i + wanted.length, wanted, 0, wanted.length)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void close() throws IOException {
        memory.close();
        pagemap.close();
    }
}
