package dev.kidreaper.observe.memory;

import dev.kidreaper.model.PieceSizes;
import java.io.IOException;
import java.util.Optional;

/// The memory in use of glibc's malloc, by the headers of its chunks.
/*
 * The layout is that of glibc's malloc/malloc.c, "struct malloc_chunk". Before each chunk there are
 * two words; the second is its size, with three flags in the lowest bits. The lowest flag says
 * whether the chunk before is in use. A heap (brk(2)) is one chunk after another up to its very
 * end; a large chunk has a mapping of its own. Only consistent data is believed: a walk must end at
 * the end of the heap to the byte. Otherwise it tells nothing. The cause may be another allocator,
 * another layout, or a program that allocated meanwhile.
 *
 * Each thread keeps a few freed chunks of each small size in a list, still marked as in use. The
 * head of the list ("struct tcache_perthread_struct", as of glibc 2.30 to 2.41) is the first chunk
 * of the thread's heap. These lists take minutes to fill, which looks like growth.
 */
final class MallocChunks {
    private static final int WORD = 8;
    private static final int HEADER = 2 * WORD;
    private static final int SMALLEST = 32;
    private static final long FLAGS = 7;
    private static final long PREVIOUS_IN_USE = 1;
    private static final long MAPPED = 2;

    /// The heaps of other threads begin at multiples of this (HEAP_MAX_SIZE).
    private static final long THREADS_HEAP_BYTES = 64L << 20;

    /// The words of struct _heap_info: its arena, the heap before, its size.
    private static final int INFO = 3 * WORD;

    private static final int INFO_SIZE = 2 * WORD;
    private static final int INFO_MOST = 256;

    /// The bounds of the size of struct malloc_state.
    private static final int BOOK_LEAST = 2048;

    private static final int BOOK_MOST = 4096;

    /// The number of chunk sizes that a thread keeps: 32, 48, 64 and so on.
    private static final int KEPT_SIZES = 64;

    /// The head: a count of 2 bytes for each size, a pointer for each, and the chunk's header.
    private static final int COUNT = 2;

    private static final int KEPT_BYTES = HEADER + KEPT_SIZES * (COUNT + WORD);

    private MallocChunks() {}

    /// The receiver of each chunk that is in use.
    private interface Visitor {
        /// @param at where its header is
        void chunk(long at, long size) throws IOException;
    }

    /// The chunks of a heap.
    ///
    /// @param inUse what the program has in use of them, in bytes; less than 0 if its thread keeps
    ///   chunks of another thread's heap
    record Chunks(Mappings.Area area, long inUse) {}

    /// The chunks of a heap; empty if the heap does not tell.
    ///
    /// @param pieces gets each chunk that is in use
    static Optional<Chunks> of(MemoryWindow memory, Mappings.Area area, FoundPieces pieces)
            throws IOException {
        var here = new PieceSizes.Counter();
        long inUse = inUse(memory, area.start(), area.end(), (_, size) -> here.add(size, 1));
        if (inUse < 0) {
            return Optional.empty();
        }
        long kept = keptByThread(memory, area.start(), here);
        pieces.addAll(here);
        if (pieces.areRecorded()) {
            long mark = keptMark(memory, area.start());
            inUse(
                    memory,
                    area.start(),
                    area.end(),
                    (at, size) -> {
                        if (!isKept(memory, at, mark)) {
                            record(pieces, at, size);
                        }
                    });
        }
        return Optional.of(new Chunks(area, inUse - kept));
    }

    private static void record(FoundPieces pieces, long at, long size) {
        pieces.record(at + HEADER, at + size, size);
    }

    /// What is in use by the chunks' headers, in bytes; negative if these do not tell.
    private static long inUse(MemoryWindow memory, long start, long end, Visitor visitor)
            throws IOException {
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
            if ((word & PREVIOUS_IN_USE) != 0 && before > 0) {
                inUse += before;
                visitor.chunk(at - before, before);
            }
            before = size;
        }
        // The last chunk is the free rest of the heap.
        return inUse;
    }

    /// The freed memory that a thread keeps, in bytes, although its heap's chunks are marked as in
    /// use.
    private static long keptByThread(MemoryWindow memory, long first, PieceSizes.Counter pieces)
            throws IOException {
        if (!memory.reaches(first, KEPT_BYTES)
                || (memory.word(first + WORD) & ~FLAGS) != KEPT_BYTES) {
            return 0;
        }
        long counts = first + HEADER;
        long heads = counts + KEPT_SIZES * COUNT;
        var freed = new PieceSizes.Counter();
        long kept = 0;
        for (long i = 0; i < KEPT_SIZES; i++) {
            int count = memory.quarter(counts + i * COUNT);
            long head = memory.word(heads + i * WORD);
            if (count == 0 != (head == 0) || head % HEADER != 0) {
                return 0;
            }
            kept += count * (SMALLEST + i * HEADER);
            freed.add(SMALLEST + i * HEADER, -count);
        }
        pieces.addAll(freed);
        return kept;
    }

    /// The word by which malloc itself knows the freed chunks that threads keep: "key" in "struct
    /// tcache_entry". 0 if the thread keeps none.
    private static long keptMark(MemoryWindow memory, long first) throws IOException {
        if (keptByThread(memory, first, new PieceSizes.Counter()) == 0) {
            return 0;
        }
        long heads = first + HEADER + KEPT_SIZES * COUNT;
        for (long i = 0; i < KEPT_SIZES; i++) {
            long head = memory.reaches(heads + i * WORD, WORD) ? memory.word(heads + i * WORD) : 0;
            if (head != 0 && memory.reaches(head, HEADER)) {
                return memory.word(head + WORD);
            }
        }
        return 0;
    }

    private static boolean isKept(MemoryWindow memory, long at, long mark) throws IOException {
        long second = at + HEADER + WORD;
        return mark != 0 && memory.reaches(second, WORD) && memory.word(second) == mark;
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

    /// The chunks of another thread's heap; empty if the heap does not tell.
    static Optional<Chunks> ofThread(MemoryWindow memory, Mappings.Area area, FoundPieces pieces)
            throws IOException {
        if (!memory.reaches(area.start(), INFO)) {
            return Optional.empty();
        }
        long book = memory.word(area.start());
        long end = area.start() + memory.word(area.start() + INFO_SIZE);
        // After the arena's own record, whose size differs from version to version.
        long most = Math.min(end, book + BOOK_MOST);
        for (long first = book + BOOK_LEAST & -HEADER; first < most; first += HEADER) {
            var chunks = of(memory, new Mappings.Area(first, end, false), pieces);
            if (chunks.isPresent()) {
                return chunks;
            }
        }
        return Optional.empty();
    }

    /// The end of the large chunks that lie in a mapping, one after another from its start; the
    /// start if there are none.
    ///
    /// @param pieces gets each of them
    static long endOfMapped(
            MemoryWindow memory, long pageSize, Mappings.Area area, FoundPieces pieces)
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
            pieces.add(size, 1);
            record(pieces, at, size);
            at += size;
        }
        return at;
    }
}
