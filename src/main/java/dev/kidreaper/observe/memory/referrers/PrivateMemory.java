package dev.kidreaper.observe.memory.referrers;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// The memory that only one process has, as words that may be addresses. For one thread.
final class PrivateMemory {
    static final int WORD = 8;

    private static final long LEAST_ADDRESS = 4096;
    private static final long MOST_ADDRESS = 1L << 47;

    private final Words memory;
    private final Places areas;
    private final HeapMap heap;
    private final Places heaps;
    private final @Nullable PythonObjects objects;
    private boolean isWhole;

    /// The number of what an address leads to; -1 for nothing.
    interface Target {
        int of(long address);
    }

    /// @param areas the private memory
    /// @param heap where its heap's pieces are
    /// @param heaps the allocators' memory
    PrivateMemory(Words memory, Places areas, HeapMap heap, Places heaps) {
        this.memory = memory;
        this.areas = areas;
        this.heap = heap;
        this.heaps = heaps;
        boolean isPython = heap.languages().contains(Language.PYTHON);
        this.objects = isPython ? new PythonObjects(this, heap) : null;
    }

    /// All pointers that hold something, but for those in memory that was given back.
    Pointers pointers(Target target) throws IOException {
        var found = new Pointers();
        isWhole = true;
        for (int area = 0; area < areas.count(); area++) {
            for (long at = areas.start(area); at < areas.end(area); at += WORD) {
                if (!memory.reaches(at, WORD)) {
                    isWhole = false;
                    break;
                }
                long to = memory.word(at);
                int what = target.of(to);
                if (what >= 0 && !heap.isFree(at, heaps) && !isWeak(at)) {
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

    private boolean isWeak(long at) throws IOException {
        return objects != null && objects.isWeak(at);
    }

    /// Whether there is time for as many more searches as there were, and one.
    boolean hasTime() {
        return memory.isHalfLeft();
    }

    /// The objects of CPython; null if it is another program's memory.
    @Nullable PythonObjects objects() {
        return objects;
    }

    /// A word; 0 if it is not there.
    long word(long at) throws IOException {
        boolean isPlace = at >= LEAST_ADDRESS && at < MOST_ADDRESS;
        return isPlace && memory.reaches(at, WORD) ? memory.word(at) : 0;
    }

    static boolean isAddress(long word) {
        return word >= LEAST_ADDRESS && word < MOST_ADDRESS && word % WORD == 0;
    }
}
