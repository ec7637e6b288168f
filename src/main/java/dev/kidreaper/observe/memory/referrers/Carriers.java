package dev.kidreaper.observe.memory.referrers;

import java.io.IOException;
import java.util.BitSet;
import java.util.TreeMap;

/// The carriers of new objects: small objects that hold them, but are not known to be new, since
/// they stand where others stood before. For one thread.
/*
 * They are told in Python alone, where an object counts the references to it. If all of these were
 * found, nothing else holds it.
 */
final class Carriers {
    /// A table of a cache is larger, as a rule.
    private static final long MOST_BYTES = 512;

    /// From a list to what it holds: an object, its dictionary, the values of that.
    private static final int MOST_LEVELS = 4;

    private final PrivateMemory memory;
    private final HeapMap heap;
    private Places carriers = Places.NONE;
    private Places all;
    private Pointers found;
    private boolean isWhole;
    private boolean areAll;

    private Carriers(Places pieces, PrivateMemory memory, HeapMap heap) throws IOException {
        this.memory = memory;
        this.heap = heap;
        this.all = pieces;
        this.found = memory.pointers(pieces::at);
        this.isWhole = memory.isWhole();
    }

    /// The carriers of some pieces, and of what carries them.
    static Carriers of(Places pieces, PrivateMemory memory, HeapMap heap) throws IOException {
        var carriers = new Carriers(pieces, memory, heap);
        carriers.areAll = memory.objects() != null && carriers.isWhole;
        boolean isMore = carriers.areAll;
        for (int level = 0; level < MOST_LEVELS && isMore; level++) {
            isMore = carriers.addLevel();
        }
        return carriers;
    }

    /// Whether there are more.
    private boolean addLevel() throws IOException {
        var places = new TreeMap<Long, Long>();
        for (int i = 0; i < found.count(); i++) {
            long start = heap.start(found.at(i));
            boolean isOther = start >= 0 && all.at(start) < 0 && !heap.isLoose(start);
            if (isOther && heap.end(start) - start <= MOST_BYTES) {
                places.put(start, heap.end(start));
            }
        }
        var more =
                new Places(
                        places.keySet().stream().mapToLong(s -> s).toArray(),
                        places.values().stream().mapToLong(e -> e).toArray());
        if (more.count() == 0) {
            return false;
        }
        areAll = memory.hasTime();
        Places wider = all.and(more);
        Pointers toWider = areAll ? memory.pointers(wider::at) : found;
        areAll &= memory.isWhole();
        if (!areAll) {
            return false;
        }
        carriers = carriers.and(more);
        all = wider;
        found = toWider;
        return true;
    }

    /// The pieces and their carriers.
    Places all() {
        return all;
    }

    /// The pointers that lead to them.
    Pointers found() {
        return found;
    }

    /// Whether no pointer to a piece was left out.
    boolean isWhole() {
        return isWhole;
    }

    /// Whether all carriers are known, as many levels up as are looked at.
    boolean areAll() {
        return areAll;
    }

    /// The carriers among some objects.
    BitSet among(Places objects) {
        var among = new BitSet();
        for (int c = 0; c < carriers.count(); c++) {
            among.set(objects.at(carriers.start(c)));
        }
        return among;
    }
}
