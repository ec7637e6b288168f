package dev.kidreaper.observe.memory;

import dev.kidreaper.observe.Proc;
import dev.kidreaper.observe.Unreadable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/// The kernel's view of each page of a process (proc_pid_pagemap(5)). Reading takes the process's
/// memory lock for 2 MiB at a time, so it disturbs less than `smaps_rollup`, which holds the lock
/// throughout.
public final class Pagemap {
    private static final long PRESENT = 1L << 63;
    private static final long SWAPPED = 1L << 62;
    private static final long FILE = 1L << 61;
    private static final long EXCLUSIVE = 1L << 56;

    private static final int ENTRY_BYTES = 8;

    /// 4 MiB of 4 KiB pages: the most that RandomAccessFile reads without allocating memory.
    private static final int CHUNK_ENTRIES = 1 << 10;

    /// A larger address space is not read: 32 GiB of 4 KiB pages.
    private static final long MOST_PAGES = 1L << 23;

    private final byte[] chunk = new byte[CHUNK_ENTRIES * ENTRY_BYTES];
    private final ByteBuffer entries = ByteBuffer.wrap(chunk).order(ByteOrder.nativeOrder());

    /// The receiver of each page that is there.
    interface Visitor {
        /// A page with content; empty pages are left out.
        void page(long number, Kind kind);
    }

    /// The kinds of page.
    enum Kind {
        /// A page of a mapped file, or of shared memory.
        FILE,
        /// The same, if no other process has it mapped.
        FILE_ALONE,
        /// An anonymous page that no other process has.
        ALONE,
        /// An anonymous page that some other process has too.
        SHARED,
        /// A page in swap.
        SWAPPED
    }

    /// Visits all pages.
    ///
    /// @throws Unreadable GONE if the process has exited; DENIED; BROKEN if its address space is
    ///   too large
    void visit(Proc proc, int pid, Visitor visitor) throws Unreadable {
        List<Mappings.Span> spans = Mappings.parse(proc.text(pid, "maps"), proc.pageSize());
        if (spans.isEmpty()) {
            throw new Unreadable(Unreadable.Why.GONE, "pid " + pid + " is exiting");
        }
        if (spans.stream().mapToLong(Mappings.Span::pages).sum() > MOST_PAGES) {
            throw new Unreadable(Unreadable.Why.BROKEN, "pagemap: too large an address space");
        }
        String path = proc.path(pid, "pagemap");
        try (var file = new RandomAccessFile(path, "r")) {
            var readPause = new ReadPause();
            for (Mappings.Span span : spans) {
                visit(file, span, readPause, visitor);
            }
        } catch (IOException e) {
            throw proc.unreadable(pid, path, e);
        }
    }

    private void visit(
            RandomAccessFile file, Mappings.Span span, ReadPause readPause, Visitor visitor)
            throws IOException {
        long page = span.start();
        while (page < span.end()) {
            readPause.take();
            file.seek(page * ENTRY_BYTES);
            long wanted = Math.min(CHUNK_ENTRIES, span.end() - page) * ENTRY_BYTES;
            int read = file.read(chunk, 0, (int) wanted);
            if (read < ENTRY_BYTES) {
                return; // It was unmapped meanwhile.
            }
            for (int at = 0; at + ENTRY_BYTES <= read; at += ENTRY_BYTES, page++) {
                long entry = entries.getLong(at);
                if ((entry & (PRESENT | SWAPPED)) != 0) {
                    visitor.page(page, kind(entry));
                }
            }
        }
    }

    private static Kind kind(long entry) {
        if ((entry & PRESENT) == 0) {
            return Kind.SWAPPED;
        }
        boolean alone = (entry & EXCLUSIVE) != 0;
        if ((entry & FILE) != 0) {
            return alone ? Kind.FILE_ALONE : Kind.FILE;
        }
        return alone ? Kind.ALONE : Kind.SHARED;
    }
}
