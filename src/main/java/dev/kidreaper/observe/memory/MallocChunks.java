package dev.kidreaper.observe.memory;

import java.io.IOException;
import java.util.Optional;

/// What is in use of the memory of glibc's malloc, by the headers of its chunks.
/*
 * The layout is that of glibc's malloc/malloc.c, "struct malloc_chunk": before each chunk stand two
 * words, the second its size with three flags in the lowest bits. The lowest flag says whether the
 * chunk before is in use. A heap (brk(2)) is one chunk after another up to its very end; a large
 * chunk has a mapping of its own. Nothing is believed that does not fit: a walk that does not come
 * out at the end of the heap to the byte, for another allocator, another layout, or a program that
 * took memory meanwhile, tells nothing.
 *
 * Each thread keeps a few chunks of each small size that were given back, still marked as in use,
 * in a list whose head ("struct tcache_perthread_struct", as of glibc 2.30 to 2.41) is the first
 * chunk of its heap. It takes minutes until these lists are full, which looks like growth.
 */
final class MallocChunks {
    private static final int WORD = 8;
    private static final int HEADER = 2 * WORD;
    private static final int SMALLEST = 32;
    private static final long FLAGS = 7;
    private static final long PREVIOUS_IN_USE = 1;
    private static final long MAPPED = 2;

    /// Heaps of other threads begin at multiples of this (HEAP_MAX_SIZE).
    private static final long THREADS_HEAP_BYTES = 64L << 20;

    /// The words of struct _heap_info: its arena, the heap before, its size.
    private static final int INFO = 3 * WORD;

    private static final int INFO_SIZE = 2 * WORD;
    private static final int INFO_MOST = 256;

    /// The size of struct malloc_state lies between.
    private static final int BOOK_LEAST = 2048;

    private static final int BOOK_MOST = 4096;

    /// How many sizes of chunks a thread keeps some of: 32, 48, 64 and so on.
    private static final int KEPT_SIZES = 64;

    /// A count of 2 bytes for each size, then a pointer for each, and the chunk's header.
    private static final int COUNT = 2;

    private static final int KEPT_BYTES = HEADER + KEPT_SIZES * (COUNT + WORD);

    private MallocChunks() {}

    /// The chunks of a heap.
    ///
    /// @param inUse how much of them the program has in use, in bytes; less than 0 when its thread
    ///   keeps chunks of another's heap
    record Chunks(Mappings.Area area, long inUse) {}

    /// The chunks of a heap; empty when it does not tell.
    static Optional<Chunks> of(MemoryWindow memory, Mappings.Area area) throws IOException {
        long inUse = inUse(memory, area.start(), area.end());
        return inUse < 0
                ? Optional.empty()
                : Optional.of(new Chunks(area, inUse - keptByThread(memory, area.start())));
    }

    /// What its chunks say to be in use, in bytes; negative when that does not tell.
    private static long inUse(MemoryWindow memory, long start, long end) throws IOException {
        long inUse = 0;
        long before = 0;
        for (long at = start; at < end; at += before) {
            if (!memory.reaches(at, HEADER)) {
                return -1;
            }
            long word = memory.word(at + WORD);
            long size = word & ~FLAGS;
            if (size < SMALLEST || size % HEADER != 0 || size > end - at) {
                return -1;
            }
            inUse += (word & PREVIOUS_IN_USE) != 0 ? before : 0;
            before = size;
        }
        // The last one is what the heap has left.
        return inUse;
    }

    /// How much is given back already of what a heap's chunks say to be in use, in bytes: its
    /// thread keeps it for itself.
    private static long keptByThread(MemoryWindow memory, long first) throws IOException {
        if (!memory.reaches(first, KEPT_BYTES)
                || (memory.word(first + WORD) & ~FLAGS) != KEPT_BYTES) {
            return 0;
        }
        long counts = first + HEADER;
        long heads = counts + KEPT_SIZES * COUNT;
        long kept = 0;
        for (long i = 0; i < KEPT_SIZES; i++) {
            int count = memory.quarter(counts + i * COUNT);
            long head = memory.word(heads + i * WORD);
            if (count == 0 != (head == 0) || head % HEADER != 0) {
                return 0;
            }
            kept += count * (SMALLEST + i * HEADER);
        }
        return kept;
    }

    /// Whether a mapping is the first heap of another thread (malloc's arena.c, "struct
    /// _heap_info").
    static boolean isThreads(MemoryWindow memory, Mappings.Area area) throws IOException {
        if (area.start() % THREADS_HEAP_BYTES != 0 || !memory.reaches(area.start(), INFO)) {
            return false;
        }
        long book = memory.word(area.start()) - area.start();
        long size = memory.word(area.start() + INFO_SIZE);
        return book > 0 && book < INFO_MOST && size > 0 && size <= area.end() - area.start();
    }

    /// The chunks of such a heap; empty when it does not tell.
    static Optional<Chunks> ofThread(MemoryWindow memory, Mappings.Area area) throws IOException {
        if (!memory.reaches(area.start(), INFO)) {
            return Optional.empty();
        }
        long book = memory.word(area.start());
        long end = area.start() + memory.word(area.start() + INFO_SIZE);
        // After the arena's own book, of a size that differs from version to version.
        long most = Math.min(end, book + BOOK_MOST);
        for (long first = book + BOOK_LEAST & -HEADER; first < most; first += HEADER) {
            var chunks = of(memory, new Mappings.Area(first, end, false));
            if (chunks.isPresent()) {
                return chunks;
            }
        }
        return Optional.empty();
    }

    /// Where the large chunks end that lie in a mapping one after another from its start on: at the
    /// start, when there are none.
    static long endOfMapped(MemoryWindow memory, long pageSize, Mappings.Area area)
            throws IOException {
        long at = area.start();
        while (at < area.end() && memory.reaches(at, HEADER)) {
            long before = memory.word(at);
            long word = memory.word(at + WORD);
            long size = word & ~FLAGS;
            boolean isChunk = before == 0 && (word & FLAGS) == MAPPED && size % pageSize == 0;
            if (!isChunk || size <= 0 || size > area.end() - at) {
                break;
            }
            at += size;
        }
        return at;
    }
}
