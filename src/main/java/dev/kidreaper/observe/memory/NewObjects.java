package dev.kidreaper.observe.memory;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/// The objects in a process's new pieces, and the pointers that lead to them: what holds what. For
/// one thread.
final class NewObjects {
    /// An arena that is in use has more objects than this.
    private static final int FEWEST_IN_ARENA = 8;

    private static final int FEWEST_ELEMENTS = 2;

    /// In a longer array one element holds at most this part of all.
    private static final int FEW_ELEMENTS = 4;

    private static final double MOST_OF_ONE = 0.5;

    /// Of the longest arrays so many are looked at.
    private static final int MOST_ARRAYS = 1024;

    /// A carrier is no table of a cache: that is larger, as a rule.
    private static final long MOST_CARRIER_BYTES = 512;

    /// From a list to what it holds: an object, its dictionary, the values of that.
    private static final int MOST_LEVELS = 4;

    private final NewPieces.Places objects;
    private final Pointers pointers;
    private final BitSet carriers;
    private final long[] references;
    private final BitSet spares;
    private final boolean isWhole;

    private NewObjects(
            NewPieces.Places objects,
            Pointers pointers,
            BitSet carriers,
            long[] references,
            BitSet spares,
            boolean isWhole) {
        this.objects = objects;
        this.pointers = pointers;
        this.carriers = carriers;
        this.references = references;
        this.spares = spares;
        this.isWhole = isWhole;
    }

    /// Those in all new pieces. A piece is an object, but in an arena one begins wherever a pointer
    /// leads to. What carries new objects counts too.
    static NewObjects in(NewPieces.Places all, PrivateMemory memory, HeapMap heap)
            throws IOException {
        NewPieces.Places pieces = all;
        Pointers found = memory.pointers(all::at);
        boolean isWhole = memory.isWhole();
        var carriers = NewPieces.Places.NONE;
        for (int level = 0; level < MOST_LEVELS && memory.isWhole(); level++) {
            NewPieces.Places more = carriers(found, pieces, memory, heap);
            if (more.count() == 0) {
                break;
            }
            NewPieces.Places wider = pieces.and(more);
            Pointers toAll = memory.pointers(wider::at);
            if (memory.isWhole()) {
                found = toAll;
                pieces = wider;
                carriers = carriers.and(more);
            }
        }
        NewPieces.Places objects = objects(pieces, found, heap);
        var pointers = new Pointers();
        for (int i = 0; i < found.count(); i++) {
            pointers.add(found.at(i), found.to(i), objects.at(found.to(i)));
        }
        var isCarrier = new BitSet();
        var references = new long[objects.count()];
        for (int c = 0; c < carriers.count(); c++) {
            int object = objects.at(carriers.start(c));
            isCarrier.set(object);
            references[object] = references(carriers.start(c), memory);
        }
        BitSet spares = spares(objects, memory);
        return new NewObjects(objects, pointers, isCarrier, references, spares, isWhole);
    }

    /// The carriers of some objects: small objects that hold them, but are not known to be new,
    /// since they stand where others stood before. In a program of which it is unknown how many
    /// references to an object there are, there are none.
    private static NewPieces.Places carriers(
            Pointers found, NewPieces.Places known, PrivateMemory memory, HeapMap heap) {
        var places = new TreeMap<Long, Long>();
        if (memory.objects() != null && memory.hasTime()) {
            for (int i = 0; i < found.count(); i++) {
                long start = heap.start(found.at(i));
                boolean isOther = start >= 0 && known.at(start) < 0 && !heap.isLoose(start);
                if (isOther && heap.end(start) - start <= MOST_CARRIER_BYTES) {
                    places.put(start, heap.end(start));
                }
            }
        }
        return new NewPieces.Places(
                places.keySet().stream().mapToLong(s -> s).toArray(),
                places.values().stream().mapToLong(e -> e).toArray());
    }

    private static long references(long start, PrivateMemory memory) throws IOException {
        return memory.objects() == null ? Long.MAX_VALUE : memory.objects().references(start);
    }

    /// Those that were freed, and that the interpreter keeps for others.
    private static BitSet spares(NewPieces.Places objects, PrivateMemory memory)
            throws IOException {
        var spares = new BitSet();
        if (memory.objects() != null) {
            for (int o = 0; o < objects.count(); o++) {
                spares.set(o, memory.objects().isSpare(objects.start(o)));
            }
        }
        return spares;
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

    /// The lists to which requests append what accumulates: the arrays without whose new elements
    /// enough of it would not be held any more (in a graph, what dominates it).
    ///
    /// @param pieces what accumulates
    /// @param enough bytes of it
    ReferrerSearch.Lists lists(
            NewPieces.Places pieces, double enough, PrivateMemory memory, HeapMap heap)
            throws IOException {
        if (!isWhole) {
            return ReferrerSearch.Lists.NONE;
        }
        List<PointerArray> longest =
                PointerArray.all(pointers, memory, FEWEST_ELEMENTS).stream()
                        .sorted(Comparator.comparingInt(PointerArray::elements).reversed())
                        .limit(MOST_ARRAYS)
                        .toList();
        var appended = new ArrayList<PointerArray>();
        for (PointerArray array : longest) {
            if (appended.size() < PointerArray.MOST_LISTS && array.isAppended(memory, heap)) {
                boolean isEnough = bytes(heldBy(array), pieces) >= enough;
                long alone = isEnough ? alone(List.of(array), pieces) : 0;
                if (alone >= enough && isShared(array, alone, pieces)) {
                    return new ReferrerSearch.Lists(array.elements(), alone);
                }
                appended.add(array);
            }
        }
        long together = alone(appended, pieces);
        if (together < enough || !appended.stream().allMatch(a -> isShared(a, together, pieces))) {
            return ReferrerSearch.Lists.NONE;
        }
        int elements = appended.stream().mapToInt(PointerArray::elements).sum();
        return new ReferrerSearch.Lists(elements, together);
    }

    /// What these arrays hold and nothing else does, in bytes.
    private long alone(List<PointerArray> arrays, NewPieces.Places pieces) {
        var held = new BitSet();
        var elements = new BitSet();
        var copies = new BitSet();
        for (PointerArray array : arrays) {
            held.or(heldBy(array));
            int first = pointers.from(array.first());
            elements.set(first, first + array.elements());
            copies.or(array.copies(pointers));
        }
        held.andNot(reachedWithout(copies, heldElsewhere(elements)));
        return bytes(held, pieces);
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
        BitSet unreached = reachedWithout(new BitSet(), carriers);
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
        garbage.andNot(spares);
        unreached.andNot(garbage);
        unreached.andNot(spares);
        return new Unreached(bytes(unreached, pieces), bytes(garbage, pieces));
    }

    /// How much of what accumulates was freed and is kept for others, in bytes.
    long spare(NewPieces.Places pieces) {
        return bytes(spares, pieces);
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

    /// The carriers to which more references lead than from other objects here and from elements of
    /// arrays: others hold them too, perhaps from pages that are shared.
    private BitSet heldElsewhere(BitSet elements) {
        var found = new int[objects.count()];
        for (int i = 0; i < pointers.count(); i++) {
            boolean isInside = elements.get(i) || objects.at(pointers.at(i)) >= 0;
            found[pointers.target(i)] += isInside ? 1 : 0;
        }
        return carriers.stream()
                .filter(c -> found[c] < references[c])
                .collect(BitSet::new, BitSet::set, BitSet::or);
    }

    /// What is reached from outside of these objects.
    ///
    /// @param without the pointers that do not count
    /// @param roots the objects that are held from outside all the same
    private BitSet reachedWithout(BitSet without, BitSet roots) {
        var reached = new BitSet();
        var next = new ArrayDeque<Integer>();
        roots.stream().forEach(object -> add(object, reached, next));
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
