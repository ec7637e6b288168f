package dev.kidreaper.observe.memory;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/// The objects in a process's new pieces, and the pointers that lead to them: what holds what. For
/// one thread.
final class NewObjects {
    /// An arena that is in use has more objects than this.
    private static final int FEWEST_IN_ARENA = 8;

    private static final int FEWEST_ELEMENTS = 2;

    /// In a longer array one element holds at most this part of all.
    private static final int FEW_ELEMENTS = 4;

    private static final double MOST_OF_ONE = 0.5;

    /// Of the longest arrays so many are looked at, and of those that lead to enough so many.
    private static final int MOST_ARRAYS = 1024;

    private static final int MOST_LARGE = 16;

    private final NewPieces.Places objects;
    private final Pointers pointers;
    private final boolean isWhole;

    private NewObjects(NewPieces.Places objects, Pointers pointers, boolean isWhole) {
        this.objects = objects;
        this.pointers = pointers;
        this.isWhole = isWhole;
    }

    /// Those in all new pieces. A piece is an object, but in an arena one begins wherever a pointer
    /// leads to.
    static NewObjects in(NewPieces.Places all, PrivateMemory memory, HeapMap heap)
            throws IOException {
        Pointers found = memory.pointers(all::at);
        boolean isWhole = memory.isWhole();
        NewPieces.Places objects = objects(all, found, heap);
        var pointers = new Pointers();
        for (int i = 0; i < found.count(); i++) {
            pointers.add(found.at(i), found.to(i), objects.at(found.to(i)));
        }
        return new NewObjects(objects, pointers, isWhole);
    }

    private static NewPieces.Places objects(
            NewPieces.Places pieces, Pointers pointers, HeapMap heap) {
        long[] begins =
                LongStream.range(0, pointers.count())
                        .filter(i -> !pointers.isNear((int) i))
                        .map(i -> pointers.to((int) i))
                        .sorted()
                        .distinct()
                        .toArray();
        var starts = LongStream.builder();
        var ends = LongStream.builder();
        for (int piece = 0; piece < pieces.count(); piece++) {
            long start = pieces.start(piece);
            long end = pieces.end(piece);
            int from = Pointers.from(begins, begins.length, start);
            int to = Pointers.from(begins, begins.length, end);
            boolean isArena = heap.isLoose(start) && to - from >= FEWEST_IN_ARENA;
            for (int i = isArena ? from : to; i < to; i++) {
                if (begins[i] > start) {
                    starts.add(start);
                    ends.add(begins[i]);
                    start = begins[i];
                }
            }
            starts.add(start);
            ends.add(end);
        }
        return new NewPieces.Places(starts.build().toArray(), ends.build().toArray());
    }

    /// The list to which requests append what accumulates: the array without whose new elements
    /// enough of it would not be held any more (in a graph, what dominates it); null if there is
    /// none.
    ///
    /// @param pieces what accumulates
    /// @param enough bytes of it
    @Nullable PointerArray list(
            NewPieces.Places pieces, double enough, PrivateMemory memory, HeapMap heap)
            throws IOException {
        if (!isWhole) {
            return null;
        }
        List<PointerArray> longest =
                PointerArray.all(pointers, memory, FEWEST_ELEMENTS).stream()
                        .sorted(Comparator.comparingInt(PointerArray::elements).reversed())
                        .limit(MOST_ARRAYS)
                        .toList();
        int large = 0;
        for (PointerArray array : longest) {
            if (!array.isAppended(memory, heap)) {
                continue;
            }
            BitSet held = heldBy(array);
            if (bytes(held, pieces) >= enough && large++ < MOST_LARGE) {
                held.andNot(reachedWithout(array.copies(pointers)));
                long bytes = bytes(held, pieces);
                if (bytes >= enough && isShared(array, bytes, pieces)) {
                    return array.holding(bytes);
                }
            }
        }
        return null;
    }

    /// Whether its elements hold about as much each. The blocks of a ring lead from one to the
    /// next.
    private boolean isShared(PointerArray array, long bytes, NewPieces.Places pieces) {
        if (array.elements() < FEW_ELEMENTS) {
            return true;
        }
        int first = pointers.from(array.first());
        int last = first + array.elements() - 1;
        return bytes(heldBy(first), pieces) <= bytes * MOST_OF_ONE
                && bytes(heldBy(last), pieces) <= bytes * MOST_OF_ONE;
    }

    /// What nothing leads to from outside of all that is new, and not through that either.
    ///
    /// @param lost in bytes: to which nothing leads at all, or that no collector frees
    /// @param garbage in bytes: to which only other garbage leads
    record Unreached(long lost, long garbage) {
        static final Unreached NOTHING = new Unreached(0, 0);
    }

    /// How much of what accumulates is not reached.
    ///
    /// @param isCollected whether a collector frees what only refers to each other
    Unreached unreached(NewPieces.Places pieces, boolean isCollected) {
        if (!isWhole) {
            return Unreached.NOTHING;
        }
        BitSet unreached = reachedWithout(new BitSet());
        unreached.flip(0, objects.count());
        var referred = new BitSet();
        for (int i = 0; i < pointers.count(); i++) {
            referred.set(pointers.target(i));
        }
        var garbage = (BitSet) unreached.clone();
        garbage.and(referred);
        if (!isCollected) {
            garbage.clear();
        }
        unreached.andNot(garbage);
        return new Unreached(bytes(unreached, pieces), bytes(garbage, pieces));
    }

    private long bytes(BitSet some, NewPieces.Places pieces) {
        return some.stream()
                .filter(o -> pieces.at(objects.start(o)) >= 0)
                .mapToLong(objects::bytes)
                .sum();
    }

    /// What the elements of an array lead to, directly or not.
    private BitSet heldBy(PointerArray array) {
        int first = pointers.from(array.first());
        return heldBy(IntStream.range(first, first + array.elements()));
    }

    /// What one pointer leads to, directly or not.
    private BitSet heldBy(int pointer) {
        return heldBy(IntStream.of(pointer));
    }

    private BitSet heldBy(IntStream some) {
        var held = new BitSet();
        var next = new ArrayDeque<Integer>();
        some.forEach(i -> add(pointers.target(i), held, next));
        follow(held, next, new BitSet());
        return held;
    }

    /// What is reached from outside of these objects.
    ///
    /// @param without the pointers that do not count
    private BitSet reachedWithout(BitSet without) {
        var reached = new BitSet();
        var next = new ArrayDeque<Integer>();
        for (int i = 0; i < pointers.count(); i++) {
            if (!without.get(i) && objects.at(pointers.at(i)) < 0) {
                add(pointers.target(i), reached, next);
            }
        }
        follow(reached, next, without);
        return reached;
    }

    private void follow(BitSet reached, ArrayDeque<Integer> next, BitSet without) {
        while (!next.isEmpty()) {
            int object = next.remove();
            int first = pointers.from(objects.start(object));
            for (int i = first; i < pointers.count() && pointers.at(i) < objects.end(object); i++) {
                if (!without.get(i)) {
                    add(pointers.target(i), reached, next);
                }
            }
        }
    }

    private static void add(int object, BitSet reached, ArrayDeque<Integer> next) {
        if (!reached.get(object)) {
            reached.set(object);
            next.add(object);
        }
    }
}
