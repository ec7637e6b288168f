package dev.kidreaper.observe.memory;

import java.io.IOException;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;

/// An array of pointers to pieces, one after another.
///
/// @param first where the first of them stands
/// @param stride from one to the next: a word, or two in PHP, where a value has its type beside it
/// @param elements how many there are
/// @param bytes of the pieces to which they lead
record PointerArray(long first, int stride, int elements, long bytes) {
    private static final int WORD = 8;
    private static final int PHP_VALUE = 2 * WORD;

    /// What PHP has before the values of a list that is no table (zend_hash.c).
    private static final long PHP_LIST = -1;

    /// PHP's types of values that are more than a number (zend_types.h), and those that are not.
    private static final int PHP_TYPES = 11;

    /// Malloc's flags in the size of a chunk, which stands before the program's part.
    private static final long FLAGS = 7;

    /// The header of a pool of CPython, and in it the size of its objects.
    private static final int POOL_HEADER = 48;

    private static final int POOL_SIZE_INDEX = 36;
    private static final int POOL_UNIT = 16;
    private static final int POOL_SIZES = 32;
    private static final int POOL_LAST_OFFSET = 44;
    private static final List<Long> POOL_BYTES = List.of(16L << 10, 4L << 10);

    private static final long LEAST_ADDRESS = 4096;
    private static final long MOST_ADDRESS = 1L << 47;

    /// Of the older elements of a large array so many are looked at on each side.
    private static final int SAMPLE = 512;

    /// So many of its elements may have other holders too: what was on a stack is there still.
    private static final double MOST_SHARED = 0.75;

    /// For each stride, the array that leads to most bytes; of no elements if there is none.
    static List<PointerArray> largest(Pointers pointers, NewPieces.Places pieces) {
        return List.of(largest(pointers, pieces, WORD), largest(pointers, pieces, PHP_VALUE));
    }

    private static PointerArray largest(Pointers pointers, NewPieces.Places pieces, int stride) {
        var largest = new PointerArray(0, stride, 0, 0);
        var known = new BitSet();
        long bytes = 0;
        int begin = 0;
        for (int i = 0; i < pointers.count(); i++) {
            if (i > 0 && pointers.at(i) != pointers.at(i - 1) + stride) {
                begin = i;
                bytes = 0;
                known.clear();
            }
            int piece = pointers.piece(i);
            bytes += known.get(piece) ? 0 : pieces.bytes(piece);
            known.set(piece);
            if (bytes > largest.bytes) {
                largest = new PointerArray(pointers.at(begin), stride, i - begin + 1, bytes);
            }
        }
        return largest;
    }

    /// Whether these are the last elements of an array of pointers that has older ones too, from
    /// the very start of its memory.
    ///
    /// @param marks where pieces begin
    boolean isAppended(MemoryWindow memory, PieceMarks marks) throws IOException {
        return stride == PHP_VALUE ? isPhpList(memory) : isOfWords(memory, marks);
    }

    private boolean isPhpList(MemoryWindow memory) throws IOException {
        long at = first;
        while (at - PHP_VALUE > 0 && isPhpValue(memory, at - PHP_VALUE)) {
            at -= PHP_VALUE;
        }
        return at < first && memory.reaches(at - WORD, WORD) && memory.word(at - WORD) == PHP_LIST;
    }

    private static boolean isPhpValue(MemoryWindow memory, long at) throws IOException {
        if (!memory.reaches(at, PHP_VALUE)) {
            return false;
        }
        int type = memory.half(at + WORD);
        return (type & 0xff) > 0 && (type & 0xff) < PHP_TYPES && type >>> 16 == 0;
    }

    private boolean isOfWords(MemoryWindow memory, PieceMarks marks) throws IOException {
        long start = marks.before(first);
        if (start < 0) {
            return false;
        }
        long slot = slot(memory, start);
        long begin = slot < 0 && isInChunk(memory, start) ? start : slot;
        if (begin < 0 || begin >= first) {
            return false;
        }
        long older = (first - begin) / WORD;
        for (long i = 0; i < older; i++) {
            if (i == SAMPLE && older > 2 * SAMPLE) {
                i = older - SAMPLE;
            }
            long at = begin + i * WORD;
            if (!memory.reaches(at, WORD) || !isAddress(memory.word(at))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isAddress(long word) {
        return word >= LEAST_ADDRESS && word < MOST_ADDRESS && word % WORD == 0;
    }

    /// Whether hardly any of what it refers to is referred to from elsewhere too. What a cache
    /// holds by keys may also stand in a list, in the order in which it came; and Perl lists
    /// routines that others hold. A copy of the array does not count: when it grows, its old place
    /// stays as it was.
    ///
    /// @param pointers all to these objects
    boolean isSole(Pointers pointers) {
        int begin = pointers.from(first);
        var place = new HashMap<Long, Integer>();
        for (int i = 0; i < elements; i++) {
            place.put(pointers.to(begin + i), i);
        }
        var shared = new BitSet();
        for (int i = 0; i < pointers.count(); i++) {
            Integer in = place.get(pointers.to(i));
            boolean isElsewhere = i < begin || i >= begin + elements;
            if (in != null && isElsewhere && !isCopy(pointers, i, begin + in)) {
                shared.set(in);
            }
        }
        return shared.cardinality() <= place.size() * MOST_SHARED;
    }

    /// Whether beside a pointer stands the same as beside an element. PHP has a table of all
    /// objects, which holds none.
    private boolean isCopy(Pointers pointers, int pointer, int element) {
        return isNeighbour(pointers, pointer, element, 1)
                || isNeighbour(pointers, pointer, element, -1);
    }

    private boolean isNeighbour(Pointers pointers, int pointer, int element, int step) {
        int near = pointer + step;
        int next = element + step;
        boolean isThere =
                near >= 0 && near < pointers.count() && next >= 0 && next < pointers.count();
        if (!isThere || pointers.to(near) != pointers.to(next)) {
            return false;
        }
        long distance = (pointers.at(near) - pointers.at(pointer)) * step;
        return distance == stride || (stride == PHP_VALUE && distance == WORD);
    }

    /// Whether all of it lies in the chunk of malloc that begins at a place.
    private boolean isInChunk(MemoryWindow memory, long start) throws IOException {
        if (!memory.reaches(start - WORD, WORD)) {
            return false;
        }
        long size = memory.word(start - WORD) & ~FLAGS;
        return size > 0 && size % POOL_UNIT == 0 && start + size - WORD > last();
    }

    private long last() {
        return first + (elements - 1L) * stride;
    }

    /// Where the object begins that contains it, in the pool of CPython whose objects begin at a
    /// place; -1 if there is none.
    private long slot(MemoryWindow memory, long start) throws IOException {
        long pool = start - POOL_HEADER;
        if (pool % POOL_BYTES.getLast() != 0 || !memory.reaches(pool, POOL_HEADER)) {
            return -1;
        }
        int index = memory.half(pool + POOL_SIZE_INDEX);
        long size = (index + 1L) * POOL_UNIT;
        long poolBytes = memory.half(pool + POOL_LAST_OFFSET) + size;
        boolean isPool = index >= 0 && index < POOL_SIZES && POOL_BYTES.contains(poolBytes);
        return isPool ? start + (first - start) / size * size : -1;
    }
}
