package dev.kidreaper.observe.memory;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The memory in use of PHP's memory manager, by its own count and the maps of its chunks.
/*
 * The layout is that of PHP's Zend/zend_alloc.c as of 7.0, "struct _zend_mm_chunk" and "struct
 * _zend_mm_heap". Memory is divided into chunks of 2 MiB, which begin at multiples of that. The
 * first page of a chunk says which of its pages are taken (free_map), and what each is for (map): a
 * run of pages for one large piece, or for small pieces of one size. The first chunk has the heap
 * itself, which counts what is in use (memory_get_usage()). What is larger than a chunk has a
 * mapping of its own and is in a list. The count must agree with the maps: it is at least what is
 * in large pieces, and at most what all runs hold. Otherwise all this tells nothing.
 */
final class PhpChunks {
    private static final int WORD = 8;
    private static final int PAGE = 4096;
    private static final int PAGES = 512;
    private static final long CHUNK = (long) PAGES * PAGE;

    /// In a chunk: its heap, the next one, how many pages are free, the heap of the first one.
    private static final int NEXT = 8;

    private static final int FREE_PAGES = 24;
    private static final int HEAP = 64;

    /// In a heap: what is in use; and the bounds of the place of the first chunk's address, which
    /// differs from version to version. The list of huge pieces is before it.
    private static final int SIZE = 16;

    private static final int MAIN_LEAST = 288;
    private static final int MAIN_MOST = 352;

    /// The map follows the heap, and says of the first page that it is a large piece of one page.
    private static final int MAP_LEAST = HEAP + 360;

    private static final int MAP_MOST = PAGE - PAGES * Integer.BYTES;
    private static final int FREE_MAP_BYTES = PAGES / 8;
    private static final int LARGE = 0x40000000;
    private static final int SMALL = 0x80000000;
    private static final int LENGTH = 0x3ff;
    private static final int BIN = 0x1f;

    /// The sizes of small pieces, and how many pages a run of each has.
    private static final int[] SIZES = {
        8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384, 448, 512,
        640, 768, 896, 1024, 1280, 1536, 1792, 2048, 2560, 3072
    };

    private static final int[] RUNS = {
        1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 5, 3, 1, 1, 5, 3, 2, 2, 5, 3, 7, 4, 5, 3
    };

    /// Other counts are made up: so much no walk sees.
    private static final int MOST_PLACES = 1 << 14;

    private static final int MOST_CHUNKS = 1 << 13;
    private static final int MOST_HUGE = 1 << 12;

    private final MemoryWindow memory;
    private final FoundPieces pieces;
    private final List<Mappings.Area> areas = new ArrayList<>();
    private final List<Mappings.Area> mappings;
    private long inUse;
    private long hugeBytes;
    private long large;
    private long small;

    private PhpChunks(MemoryWindow memory, List<Mappings.Area> mappings, FoundPieces pieces) {
        this.memory = memory;
        this.mappings = mappings;
        this.pieces = pieces;
    }

    /// What was found.
    ///
    /// @param inUse in bytes; of several threads' heaps, of all together
    /// @param areas the chunks and the huge pieces
    record Found(long inUse, List<Mappings.Area> areas) {}

    /// The memory in use in some mappings; empty if what is there does not agree.
    ///
    /// @param pieces gets the pieces: small ones by the runs that they are in, with free places
    static Optional<Found> in(MemoryWindow memory, List<Mappings.Area> mappings, FoundPieces pieces)
            throws IOException {
        var chunks = new PhpChunks(memory, mappings, pieces);
        int places = 0;
        for (Mappings.Area area : mappings) {
            long first = (area.start() + CHUNK - 1) / CHUNK * CHUNK;
            for (long at = first; at + CHUNK <= area.end() && !area.isHeap(); at += CHUNK) {
                if (places++ > MOST_PLACES) {
                    return Optional.empty();
                }
                boolean isFirst = memory.reaches(at, PAGE) && memory.word(at) == at + HEAP;
                if (isFirst && !chunks.addHeap(at)) {
                    return Optional.empty();
                }
            }
        }
        return Optional.of(new Found(chunks.inUse, chunks.areas));
    }

    private boolean addHeap(long first) throws IOException {
        int main = MAIN_LEAST;
        while (main < MAIN_MOST && memory.word(first + HEAP + main) != first) {
            main += WORD;
        }
        int map = map(first);
        if (main == MAIN_MOST || map < 0) {
            return false;
        }
        long counted = memory.word(first + HEAP + SIZE);
        long huge = memory.word(first + HEAP + main - WORD);
        large = 0;
        small = 0;
        long at = first;
        for (int i = 0; i == 0 || at != first; i++) {
            boolean isChunk =
                    i < MOST_CHUNKS
                            && at % CHUNK == 0
                            && memory.reaches(at, PAGE)
                            && memory.word(at) == first + HEAP;
            if (!isChunk || !addRuns(at, map)) {
                return false;
            }
            areas.add(new Mappings.Area(at, at + CHUNK, false));
            at = memory.word(at + NEXT);
        }
        inUse += counted;
        return addHuge(huge) && counted >= large && counted - large <= small;
    }

    /// Where the map is in the first page of a chunk; -1 if there is none.
    private int map(long first) {
        for (int map = MAP_LEAST; map <= MAP_MOST; map += Integer.BYTES) {
            if (memory.half(first + map) == (LARGE | 1) && isTakenAsCounted(first, map)) {
                return map;
            }
        }
        return -1;
    }

    private boolean isTakenAsCounted(long chunk, int map) {
        int taken = 0;
        for (int i = FREE_MAP_BYTES; i > 0; i -= WORD) {
            taken += Long.bitCount(memory.word(chunk + map - i));
        }
        return taken == PAGES - memory.half(chunk + FREE_PAGES);
    }

    /// Adds the runs of pages in a chunk. Whether they agree with each other.
    private boolean addRuns(long chunk, int map) {
        if (!isTakenAsCounted(chunk, map)) {
            return false;
        }
        long free = chunk + map - FREE_MAP_BYTES;
        int page = 1;
        while (page < PAGES) {
            long taken = memory.word(free + (long) page / Long.SIZE * WORD) >>> page;
            int info = memory.half(chunk + map + (long) page * Integer.BYTES);
            if ((taken & 1) == 0) {
                page++;
            } else if ((info & (LARGE | SMALL)) == LARGE && (info & LENGTH) > 0) {
                int length = info & LENGTH;
                pieces.add((long) length * PAGE, 1);
                record(chunk, page, length, (long) length * PAGE);
                large += (long) length * PAGE;
                page += length;
            } else if ((info & (LARGE | SMALL)) == SMALL && (info & BIN) < SIZES.length) {
                int bin = info & BIN;
                int count = RUNS[bin] * PAGE / SIZES[bin];
                pieces.add(SIZES[bin], count);
                record(chunk, page, RUNS[bin], SIZES[bin]);
                small += (long) count * SIZES[bin];
                page += RUNS[bin];
            } else {
                return false;
            }
        }
        return page == PAGES;
    }

    private void record(long chunk, int page, int length, long size) {
        long start = chunk + (long) page * PAGE;
        pieces.record(start, start + (long) length * PAGE, size);
    }

    private boolean addHuge(long list) throws IOException {
        long at = list;
        for (int i = 0; at != 0; i++) {
            if (i > MOST_HUGE || at % WORD != 0 || !memory.reaches(at, 3 * WORD)) {
                return false;
            }
            long start = memory.word(at);
            long size = memory.word(at + WORD);
            if (size <= 0 || size % PAGE != 0 || start % CHUNK != 0 || !isMapped(start, size)) {
                return false;
            }
            pieces.add(size, 1);
            pieces.record(start, start + size, size);
            large += size;
            areas.add(new Mappings.Area(start, start + size, false));
            at = memory.word(at + 2 * WORD);
        }
        return true;
    }

    /// Whether a huge piece lies where there is memory, and not more of them than there is.
    private boolean isMapped(long start, long size) {
        hugeBytes += size;
        long all = mappings.stream().mapToLong(a -> a.end() - a.start()).sum();
        return hugeBytes <= all
                && mappings.stream().anyMatch(a -> a.start() <= start && size <= a.end() - start);
    }
}
