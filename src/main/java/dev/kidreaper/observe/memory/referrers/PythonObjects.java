package dev.kidreaper.observe.memory.referrers;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/// The objects of CPython as they stand in memory, as far as that tells which pointers hold
/// something. For one thread.
/*
 * An object begins with a count of the references to it and with its type (object.h). Two words
 * before that link it to others of which the collector knows (PyGC_Head). Before these may be two
 * more, for its dictionary and the weak references to it (as of 3.11).
 */
final class PythonObjects {
    private static final int WORD = PrivateMemory.WORD;
    private static final int LINKS_BYTES = 2 * WORD;

    /// Addresses in a program's heap are larger, also if it is linked to a fixed place.
    private static final long MOST_REFERENCES = 1L << 20;

    /// A weak reference has what it refers to behind its type (weakrefobject.h).
    private static final int REFERENT = 2 * WORD;

    /// A type's name and the type on which it is based (PyTypeObject, cpython/object.h).
    private static final int NAME = 3 * WORD;

    private static final int BASE = 32 * WORD;

    /// The names of the types of weak references begin with "weak".
    private static final int WEAK = 'w' | 'e' << 8 | 'a' << 16 | 'k' << 24;

    private static final int MOST_BASES = 4;

    private final PrivateMemory memory;
    private final HeapMap heap;
    private final Map<Long, Boolean> weakTypes = new HashMap<>();

    /// @param heap where pieces are
    PythonObjects(PrivateMemory memory, HeapMap heap) {
        this.memory = memory;
        this.heap = heap;
    }

    /// Whether a word that is an address does not hold what is there: it is a link of the
    /// collector, or a weak reference.
    boolean isWeak(long at) throws IOException {
        long start = heap.start(at);
        if (start < 0) {
            return false;
        }
        long object = object(start);
        if (at < object) {
            return at >= object - LINKS_BYTES;
        }
        return at == object + REFERENT && isWeakType(memory.word(object + WORD));
    }

    private boolean isWeakType(long type) throws IOException {
        Boolean known = weakTypes.get(type);
        if (known == null) {
            known = isNamedWeak(type);
            weakTypes.put(type, known);
        }
        return known;
    }

    private boolean isNamedWeak(long type) throws IOException {
        long base = type;
        for (int i = 0; i < MOST_BASES && PrivateMemory.isAddress(base); i++) {
            if ((int) memory.word(memory.word(base + NAME)) == WEAK) {
                return true;
            }
            base = memory.word(base + BASE);
        }
        return false;
    }

    /// How many references there are to the object in a piece; 0 if there is no object in it: then
    /// it is a table, and belongs to one.
    ///
    /// @param start of the piece
    long references(long start) throws IOException {
        long object = object(start);
        return isObject(object) ? memory.word(object) : 0;
    }

    /// Whether the object in a piece has been freed, and the interpreter keeps it for the next one
    /// of its kind: nothing refers to it, the collector does not know it, and it still has its
    /// type. Of tuples it keeps up to two thousand of each length (tupleobject.c).
    boolean isSpare(long start) throws IOException {
        long type = memory.word(start + LINKS_BYTES + WORD);
        return memory.word(start) == 0
                && memory.word(start + LINKS_BYTES) == 0
                && PrivateMemory.isAddress(type)
                && isObject(type);
    }

    /// Where the object in a piece begins.
    private long object(long start) throws IOException {
        for (int links = 1; links <= 2; links++) {
            long object = start + (long) links * LINKS_BYTES;
            if (object < heap.end(start) && isObject(object)) {
                return object;
            }
        }
        return start;
    }

    private boolean isObject(long at) throws IOException {
        long references = memory.word(at);
        return references > 0
                && references < MOST_REFERENCES
                && PrivateMemory.isAddress(memory.word(at + WORD));
    }
}
