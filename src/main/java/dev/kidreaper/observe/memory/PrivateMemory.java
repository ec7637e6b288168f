package dev.kidreaper.observe.memory;

import java.io.IOException;
import java.util.List;

/// The memory that only one process has, as words that may be addresses. For one thread.
final class PrivateMemory {
    static final int WORD = 8;

    /// CPython's collector has its objects in lists, by two words before each (PyGC_Head). They
    /// hold nothing. Objects with a dictionary may have two words more before these (as of 3.11).
    private static final int LINKS_BYTES = 2 * WORD;

    private static final long LEAST_ADDRESS = 4096;
    private static final long MOST_ADDRESS = 1L << 47;
    private static final long MOST_REFERENCES = 1L << 32;

    private final MemoryWindow memory;
    private final List<Mappings.Area> areas;
    private final HeapMap heap;
    private final List<Mappings.Area> heaps;
    private final boolean isPython;
    private boolean isWhole;

    /// The number of what an address leads to; -1 for nothing.
    interface Target {
        int of(long address);
    }

    /// @param areas the private memory
    /// @param heap where its heap's pieces are
    /// @param heaps the allocators' memory
    PrivateMemory(
            MemoryWindow memory,
            List<Mappings.Area> areas,
            HeapMap heap,
            List<Mappings.Area> heaps,
            boolean isPython) {
        this.memory = memory;
        this.areas = areas;
        this.heap = heap;
        this.heaps = heaps;
        this.isPython = isPython;
    }

    /// All pointers that lead to something, but for those in memory that was given back.
    Pointers pointers(Target target) throws IOException {
        var found = new Pointers();
        isWhole = true;
        for (Mappings.Area area : areas) {
            for (long at = area.start(); at < area.end(); at += WORD) {
                if (!memory.reaches(at, WORD)) {
                    isWhole = false;
                    break;
                }
                long to = memory.word(at);
                int what = target.of(to);
                if (what >= 0 && !heap.isFree(at, heaps) && !isLink(at)) {
                    if (!found.add(at, to, what)) {
                        isWhole = false;
                        return found;
                    }
                }
            }
        }
        return found;
    }

    /// Whether nothing was left out when pointers were last searched for.
    boolean isWhole() {
        return isWhole;
    }

    private boolean isLink(long at) throws IOException {
        if (!isPython) {
            return false;
        }
        long start = heap.start(at);
        if (start < 0 || at - start >= 2 * LINKS_BYTES) {
            return false;
        }
        return at - start < LINKS_BYTES
                ? isObject(start + LINKS_BYTES)
                : !isObject(start + LINKS_BYTES) && isObject(start + 2 * LINKS_BYTES);
    }

    /// Whether an object of CPython may begin at a place: a count of references, and a type.
    private boolean isObject(long at) throws IOException {
        long references = word(at);
        return references > 0 && references < MOST_REFERENCES && isAddress(word(at + WORD));
    }

    /// A word; 0 if it is not there.
    long word(long at) throws IOException {
        return memory.reaches(at, WORD) ? memory.word(at) : 0;
    }

    static boolean isAddress(long word) {
        return word >= LEAST_ADDRESS && word < MOST_ADDRESS && word % WORD == 0;
    }
}
