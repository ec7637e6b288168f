package dev.kidreaper.observe.memory.referrers;

import java.io.IOException;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/// The objects in a process's new pieces, with what carries them, and who holds them. For one
/// thread.
final class NewObjects {
    /// An arena that is in use has more objects than this.
    private static final int FEWEST_IN_ARENA = 8;

    /// In a longer array one element holds at most this part of all.
    private static final int FEW_ELEMENTS = 4;

    private static final double MOST_OF_ONE = 0.5;

    /// One of several lists holds at least this part of what is enough.
    private static final double LIST_PART = 0.2;

    /// Of the longest arrays so many are looked at, and of those that lead to much so many.
    private static final int MOST_ARRAYS = 1024;

    private static final int MOST_LARGE = 64;

    private final PrivateMemory memory;
    private final HeapMap heap;
    private final ObjectGraph graph;
    private final Carriers carriers;
    private final BitSet spares;

    /// For each object, the references to it that others here do not have; empty if unknown.
    private final long[] elsewhere;

    private NewObjects(
            PrivateMemory memory,
            HeapMap heap,
            ObjectGraph graph,
            Carriers carriers,
            BitSet spares,
            long[] elsewhere) {
        this.memory = memory;
        this.heap = heap;
        this.graph = graph;
        this.carriers = carriers;
        this.spares = spares;
        this.elsewhere = elsewhere;
    }

    /// Those in all new pieces. A piece is an object, but in an arena one begins wherever a pointer
    /// leads to.
    static NewObjects in(Places all, PrivateMemory memory, HeapMap heap) throws IOException {
        var carriers = Carriers.of(all, memory, heap);
        Pointers found = carriers.found();
        Places objects = objects(carriers.all(), found, heap);
        BitSet spares = spares(objects, memory);
        var pointers = new Pointers();
        for (int i = 0; i < found.count(); i++) {
            int in = objects.at(found.at(i));
            // What was freed holds nothing any more.
            if (in < 0 || !spares.get(in)) {
                pointers.add(found.at(i), found.to(i), objects.at(found.to(i)));
            }
        }
        var graph = new ObjectGraph(objects, pointers);
        return new NewObjects(
                memory, heap, graph, carriers, spares, elsewhere(graph, carriers, memory));
    }

    private static long[] elsewhere(ObjectGraph graph, Carriers carriers, PrivateMemory memory)
            throws IOException {
        PythonObjects python = memory.objects();
        if (python == null || !carriers.areAll()) {
            return new long[0];
        }
        var elsewhere = new long[graph.objects().count()];
        for (int o = 0; o < elsewhere.length; o++) {
            elsewhere[o] = python.references(graph.objects().start(o));
        }
        for (int i = 0; i < graph.pointers().count(); i++) {
            elsewhere[graph.pointers().target(i)] -= graph.isInside(i) ? 1 : 0;
        }
        return elsewhere;
    }

    /// The objects that were freed, and that the interpreter keeps for others.
    private static BitSet spares(Places objects, PrivateMemory memory) throws IOException {
        PythonObjects python = memory.objects();
        var spares = new BitSet();
        for (int o = 0; python != null && o < objects.count(); o++) {
            spares.set(o, python.isSpare(objects.start(o)));
        }
        return spares;
    }

    private static Places objects(Places pieces, Pointers pointers, HeapMap heap) {
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
        return new Places(starts.build().toArray(), ends.build().toArray());
    }

    /// The lists to which requests append what accumulates: the arrays without whose new elements
    /// enough of it would not be held any more (in a graph, what dominates it).
    ///
    /// @param pieces what accumulates
    /// @param enough bytes of it
    Lists lists(Places pieces, double enough) throws IOException {
        double least = enough * LIST_PART;
        int large = 0;
        int elements = 0;
        var held = new BitSet();
        for (PointerArray array : carriers.isWhole() ? longest() : List.<PointerArray>of()) {
            if (large == MOST_LARGE || !array.isAppended(memory, heap)) {
                continue;
            }
            BitSet alone = graph.reachedFrom(array.targets(graph.pointers()));
            if (graph.bytes(alone, pieces) >= least) {
                large++;
                keepAlone(alone, array, pieces, least);
                // What a list had before it was moved is there still.
                elements += alone.isEmpty() || alone.intersects(held) ? 0 : array.elements();
                held.or(alone);
            }
        }
        long bytes = graph.bytes(held, pieces);
        return bytes >= enough ? new Lists(elements, bytes) : Lists.NONE;
    }

    private List<PointerArray> longest() throws IOException {
        BitSet old = carriers.among(graph.objects());
        return PointerArray.all(graph.pointers(), old, memory, heap).stream()
                .sorted(Comparator.comparingInt(PointerArray::elements).reversed())
                .limit(MOST_ARRAYS)
                .toList();
    }

    /// Keeps of what an array holds what nothing else does; nothing if that is not enough.
    private void keepAlone(BitSet held, PointerArray array, Places pieces, double enough) {
        BitSet copies = array.copies(graph.pointers());
        held.andNot(
                elsewhere.length == 0
                        ? graph.reached(copies)
                        : graph.reachedFrom(heldElsewhere(array), copies));
        long bytes = graph.bytes(held, pieces);
        if (bytes < enough || !isShared(array, copies, bytes, pieces)) {
            held.clear();
        }
    }

    /// The objects to which more references lead than from others here and from the elements of an
    /// array.
    /*
     * So old words do not count that are addresses by chance: the interpreter's lists of freed
     * objects are full of them. And what stands in shared pages counts without being read.
     */
    private BitSet heldElsewhere(PointerArray array) {
        long[] left = elsewhere.clone();
        int first = graph.pointers().from(array.first());
        for (int i = first; i < first + array.elements(); i++) {
            left[graph.pointers().target(i)] -= graph.isInside(i) ? 0 : 1;
        }
        var held = new BitSet();
        for (int o = 0; o < left.length; o++) {
            held.set(o, left[o] > 0);
        }
        return held;
    }

    /// Whether the elements of an array hold about as much each, but for one by chance. The blocks
    /// of a ring lead from one to the next.
    private boolean isShared(PointerArray array, BitSet copies, long bytes, Places pieces) {
        if (array.elements() < FEW_ELEMENTS) {
            return true;
        }
        int first = graph.pointers().from(array.first());
        int last = first + array.elements() - 1;
        return IntStream.of(first, (first + last) / 2, last)
                        .mapToObj(i -> only(graph.pointers().target(i)))
                        .map(one -> graph.reachedFrom(one, copies))
                        .filter(held -> graph.bytes(held, pieces) <= bytes * MOST_OF_ONE)
                        .count()
                >= 2;
    }

    private static BitSet only(int object) {
        var only = new BitSet();
        only.set(object);
        return only;
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
    Unreached unreached(Places pieces, boolean isCollected) {
        if (!carriers.isWhole()) {
            return Unreached.NOTHING;
        }
        BitSet unreached = graph.reachedAlsoFrom(carriers.among(graph.objects()));
        unreached.flip(0, graph.objects().count());
        unreached.andNot(spares);
        BitSet garbage = isCollected ? graph.referred() : new BitSet();
        garbage.and(unreached);
        unreached.andNot(garbage);
        return new Unreached(graph.bytes(unreached, pieces), graph.bytes(garbage, pieces));
    }

    /// How much of what accumulates was freed and is kept for others, in bytes.
    long spare(Places pieces) {
        return graph.bytes(spares, pieces);
    }
}
