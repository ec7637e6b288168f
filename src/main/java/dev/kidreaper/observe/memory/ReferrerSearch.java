package dev.kidreaper.observe.memory;

import dev.kidreaper.model.Referrers;
import java.io.IOException;
import java.util.BitSet;
import java.util.List;

/// The search for who refers to new pieces of memory, and to their referrers in turn. It knows no
/// program's objects: it looks for words that are addresses, as a conservative collector does
/// (Boehm and Weiser, 1988). For one thread.
/*
 * A new piece is referred to from memory that was written since, so only private pages are read.
 * Two answers are certain enough to tell a leak from a cache. Nothing refers to a piece: it is
 * lost. Or one array holds much of what is new, one after another, behind older ones: requests
 * append to it. The entries of a table (a hash) lie scattered, or with their keys.
 */
final class ReferrerSearch {
    /// From a list of objects to what they hold: in Perl a reference, a hash, its buckets, some
    /// entries, a value, a text.
    private static final int MOST_LEVELS = 8;

    /// An array holds at least this part of all; or this, where objects are known one by one. It is
    /// less there, because a new object at the place of one that has gone is not known as new.
    private static final double HOLDS = 0.6;

    private static final double HOLDS_OBJECTS = 0.3;

    private static final int FEWEST_ELEMENTS = 2;

    /// One size stands for all if it makes up this part of what accumulates. An object and what it
    /// refers to have different referrers.
    private static final double MOST_PART = 0.4;

    private final NewPieces.Places pieces;
    private final NewPieces.Places largest;
    private final HeapMap heap;
    private final PrivateMemory memory;

    /// @param pieces whose referrers are searched for
    /// @param largest those of one size of which most bytes accumulate
    /// @param heap where pieces are
    ReferrerSearch(
            NewPieces.Places pieces, NewPieces.Places largest, HeapMap heap, PrivateMemory memory) {
        this.pieces = pieces;
        this.largest = largest;
        this.heap = heap;
        this.memory = memory;
    }

    /// Who refers to them.
    ///
    /// @param all all new pieces
    /// @param isTold whether to tell what nothing refers to
    /// @param isCollected whether a collector frees what only refers to each other
    Referrers search(NewPieces.Places all, boolean isTold, boolean isCollected) throws IOException {
        NewPieces.Places held = pieces;
        Lists list = Lists.NONE;
        if (heap.isLoose() && largest.bytes() >= pieces.bytes() * MOST_PART) {
            held = largest;
            list = listAbove(largest);
        }
        if (list.elements() == 0 && heap.isLoose()) {
            held = pieces;
            list = listAbove(pieces);
        }
        var objects = NewObjects.in(all, memory, heap);
        if (list.elements() == 0) {
            list = objects.lists(pieces, pieces.bytes() * HOLDS_OBJECTS, memory, heap);
        }
        var unreached =
                isTold ? objects.unreached(held, isCollected) : NewObjects.Unreached.NOTHING;
        return new Referrers(
                held.count(),
                held.bytes(),
                list.elements(),
                list.bytes(),
                unreached.lost(),
                unreached.garbage(),
                objects.spare(held));
    }

    /// The lists that hold some pieces.
    ///
    /// @param elements the pointers to them, in all lists
    /// @param bytes of the pieces
    record Lists(int elements, long bytes) {
        static final Lists NONE = new Lists(0, 0);
    }

    /// The lists that hold them where objects are not known one by one: from referrer to referrer.
    private Lists listAbove(NewPieces.Places some) throws IOException {
        double enough = some.bytes() * HOLDS;
        Pointers pointers = memory.pointers(some::at);
        for (int level = 0; level <= MOST_LEVELS && memory.isWhole(); level++) {
            if (Holders.bytes(pointers, some) < enough) {
                return Lists.NONE;
            }
            for (List<PointerArray> arrays : PointerArray.largest(pointers, some, memory)) {
                Lists lists = lists(arrays, some, pointers);
                if (lists.bytes() >= enough) {
                    return lists;
                }
            }
            var holders = new Holders(pointers, some);
            pointers = holders.meant(memory.pointers(holders::at), enough);
        }
        return Lists.NONE;
    }

    private Lists lists(List<PointerArray> arrays, NewPieces.Places some, Pointers pointers)
            throws IOException {
        int elements = 0;
        var held = new BitSet();
        for (PointerArray array : arrays) {
            if (array.elements() >= FEWEST_ELEMENTS
                    && array.isAppended(memory, heap)
                    && array.isSole(pointers, memory, heap)) {
                BitSet here = array.targets(pointers);
                // What a list had before it was moved is there still.
                elements += here.intersects(held) ? 0 : array.elements();
                held.or(here);
            }
        }
        return new Lists(elements, held.stream().mapToLong(some::bytes).sum());
    }
}
