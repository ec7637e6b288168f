package dev.kidreaper.observe.memory.referrers;

import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// An array of pointers to pieces, one after another.
///
/// @param first where the first of them stands
/// @param last where the last of them stands
/// @param stride from one to the next: a word, or two in PHP, where a value has its type beside it
/// @param elements how many there are; a few others may stand among them
/// @param bytes of the pieces to which they lead
record PointerArray(long first, long last, int stride, int elements, long bytes) {
    private static final int WORD = PrivateMemory.WORD;
    private static final int PHP_VALUE = 2 * WORD;

    /// What PHP has before the values of a list that is no table (zend_hash.c).
    private static final long PHP_LIST = -1;

    /// PHP's largest small piece.
    private static final long MOST_SMALL = 3072;

    /// PHP's types of values (zend_types.h) are less than this.
    private static final int PHP_TYPES = 11;

    private static final int FEWEST_ELEMENTS = 2;

    /// A program appends to no more lists than this.
    private static final int MOST_LISTS = 16;

    private static final long MOST_GAP = 4096 * WORD;

    /// Of the elements of a large array so many are looked at on each side.
    private static final int SAMPLE = 512;

    /// So many of its elements may have other holders too: what was on a stack is there still.
    private static final double MOST_SHARED = 0.75;

    /// For each stride, the arrays that lead to most bytes.
    static List<List<PointerArray>> largest(
            Pointers pointers, Places pieces, PrivateMemory memory, HeapMap heap)
            throws IOException {
        return List.of(
                largest(pointers, pieces, memory, heap, WORD),
                largest(pointers, pieces, memory, heap, PHP_VALUE));
    }

    private static List<PointerArray> largest(
            Pointers pointers, Places pieces, PrivateMemory memory, HeapMap heap, int stride)
            throws IOException {
        return all(pointers, new BitSet(), memory, heap, stride).stream()
                .map(array -> array.holding(pointers, pieces))
                .sorted(Comparator.comparingLong(PointerArray::bytes).reversed())
                .limit(MOST_LISTS)
                .toList();
    }

    private PointerArray holding(Pointers pointers, Places pieces) {
        long held = targets(pointers).stream().mapToLong(pieces::bytes).sum();
        return new PointerArray(first, last, stride, elements, held);
    }

    /// All of words. The first element leads to something new.
    ///
    /// @param old what is not known to be new
    static List<PointerArray> all(Pointers pointers, BitSet old, PrivateMemory memory, HeapMap heap)
            throws IOException {
        return all(pointers, old, memory, heap, WORD);
    }

    private static List<PointerArray> all(
            Pointers pointers, BitSet old, PrivateMemory memory, HeapMap heap, int stride)
            throws IOException {
        var all = new ArrayList<PointerArray>();
        int begin = 0;
        for (int i = 1; i <= pointers.count(); i++) {
            if (i == pointers.count() || !isNext(pointers, i, stride, memory, heap)) {
                while (begin < i && old.get(pointers.target(begin))) {
                    begin++;
                }
                if (i - begin >= FEWEST_ELEMENTS) {
                    long first = pointers.at(begin);
                    long last = pointers.at(i - 1);
                    all.add(new PointerArray(first, last, stride, i - begin, 0));
                }
                begin = i;
            }
        }
        return all;
    }

    /// Whether a pointer stands after the one before, or nearly: what was there before at its place
    /// is not known to be new.
    private static boolean isNext(
            Pointers pointers, int pointer, int stride, PrivateMemory memory, HeapMap heap)
            throws IOException {
        long at = pointers.at(pointer - 1) + stride;
        if (heap.start(at - stride) != heap.start(pointers.at(pointer))) {
            return false;
        }
        while (stride == WORD
                && at < pointers.at(pointer)
                && at - pointers.at(pointer - 1) < MOST_GAP
                && PrivateMemory.isAddress(memory.word(at))) {
            at += WORD;
        }
        return at == pointers.at(pointer);
    }

    /// Whether these are the last elements of an array of pointers that has older ones too, from
    /// the very start of its memory.
    boolean isAppended(PrivateMemory memory, HeapMap heap) throws IOException {
        return stride == PHP_VALUE ? isPhpList(memory, heap) : isOfWords(memory, heap);
    }

    private boolean isPhpList(PrivateMemory memory, HeapMap heap) throws IOException {
        long start = heap.start(first);
        if (start < 0) {
            return false;
        }
        if (!heap.isLoose(start)) {
            return start + WORD < first
                    && (first - start - WORD) % PHP_VALUE == 0
                    && memory.word(start) == PHP_LIST
                    && isPhpValue(memory.word(first - WORD));
        }
        // It is small: somewhere in a run of pieces of its size.
        long least = Math.max(start, first - MOST_SMALL);
        memory.word(least);
        long at = first;
        while (at - PHP_VALUE >= least && isPhpValue(memory.word(at - WORD))) {
            at -= PHP_VALUE;
        }
        return at < first && memory.word(at - WORD) == PHP_LIST;
    }

    private static boolean isPhpValue(long info) {
        int type = (int) info;
        return (type & 0xff) > 0 && (type & 0xff) < PHP_TYPES && type >>> 16 == 0;
    }

    private boolean isOfWords(PrivateMemory memory, HeapMap heap) throws IOException {
        long begin = heap.start(first);
        if (begin < 0 || begin >= first || heap.isLoose(begin) || heap.start(last) != begin) {
            return false;
        }
        long all = (last - begin) / WORD + 1;
        for (long i = 0; i < all; i++) {
            if (i == SAMPLE && all > 2 * SAMPLE) {
                i = all - SAMPLE;
            }
            if (!PrivateMemory.isAddress(memory.word(begin + i * WORD))) {
                return false;
            }
        }
        return true;
    }

    /// Whether hardly any of what it holds is held elsewhere too. What a cache holds by keys may
    /// also stand in a list, in the order in which it came; and Perl lists routines that others
    /// hold. A copy of the array does not count, nor what stands among other addresses: on a stack,
    /// say.
    ///
    /// @param pointers all to these objects
    boolean isSole(Pointers pointers, PrivateMemory memory, HeapMap heap) throws IOException {
        BitSet copies = copies(pointers);
        BitSet held = targets(pointers);
        var shared = new BitSet();
        for (int i = 0; i < pointers.count(); i++) {
            boolean isElsewhere = held.get(pointers.target(i)) && !copies.get(i);
            if (isElsewhere && !isAmongOthers(pointers.at(i), memory, heap)) {
                shared.set(pointers.target(i));
            }
        }
        return shared.cardinality() <= held.cardinality() * MOST_SHARED;
    }

    /// What its elements lead to.
    BitSet targets(Pointers pointers) {
        var targets = new BitSet();
        int begin = pointers.from(first);
        for (int i = begin; i < begin + elements; i++) {
            targets.set(pointers.target(i));
        }
        return targets;
    }

    private static boolean isAmongOthers(long at, PrivateMemory memory, HeapMap heap)
            throws IOException {
        long start = heap.start(at);
        return start >= 0
                && start < at
                && !heap.isLoose(start)
                && PrivateMemory.isAddress(memory.word(at - WORD))
                && PrivateMemory.isAddress(memory.word(at + WORD));
    }

    /// Those of some pointers that are elements of this array, or of a copy of it: when an array
    /// grows, its old place stays as it was.
    BitSet copies(Pointers pointers) {
        int begin = pointers.from(first);
        var place = places(pointers);
        var copies = new BitSet();
        copies.set(begin, begin + elements);
        for (int i = 0; i < pointers.count(); i++) {
            Integer in = place.get(pointers.to(i));
            if (in != null && isCopy(pointers, i, begin + in)) {
                copies.set(i);
            }
        }
        return copies;
    }

    /// The number of the element that leads to each address.
    private Map<Long, Integer> places(Pointers pointers) {
        int begin = pointers.from(first);
        var place = new HashMap<Long, Integer>();
        for (int i = 0; i < elements; i++) {
            place.put(pointers.to(begin + i), i);
        }
        return place;
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
}
