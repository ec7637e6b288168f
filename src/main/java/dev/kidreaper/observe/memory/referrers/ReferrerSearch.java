package dev.kidreaper.observe.memory.referrers;

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
public final class ReferrerSearch {
    /// From a list of objects to what they hold: in Perl a reference, a hash, its buckets, some
    /// entries, a value, a text.
    private static final int MOST_LEVELS = 8;

    /// Lists hold at least this part of all; or this, where objects are known one by one. It is
    /// less there, because a new object at the place of one that has gone is not known as new.
    private static final double HOLDS = 0.45;

    /// So much of all is followed from referrer to referrer.
    private static final double FOLLOWED = 0.6;

    private static final double HOLDS_OBJECTS = 0.3;

    /// Who holds so much is not looked for any further.
    private static final double HOLDS_MOST = 0.8;

    /// One size stands for all if it makes up this part of what accumulates. An object and what it
    /// refers to have different referrers.
    private static final double MOST_PART = 0.4;

    private final Places pieces;
    private final Places largest;
    private final HeapMap heap;
    private final PrivateMemory memory;

    private ReferrerSearch(Places pieces, NewPieces all, PrivateMemory memory) {
        this.pieces = pieces;
        this.largest = all.largestOf(pieces);
        this.heap = all.heap();
        this.memory = memory;
    }

    /// Who refers to what accumulated.
    ///
    /// @param words the process's memory
    /// @param areas the parts of it that no other process has
    /// @param heaps the allocators' parts
    /// @param all all new pieces
    /// @param accumulated those of them whose referrers are searched for
    /// @param isTold whether to tell what nothing refers to
    /// @throws IOException also if that would take too long
    public static Referrers of(
            Words words,
            Places areas,
            Places heaps,
            NewPieces all,
            Places accumulated,
            boolean isTold)
            throws IOException {
        var memory = new PrivateMemory(words, areas, all.heap(), heaps);
        return new ReferrerSearch(accumulated, all, memory).search(all.all(), isTold);
    }

    private Referrers search(Places all, boolean isTold) throws IOException {
        Places held = pieces;
        Lists lists = Lists.NONE;
        if (heap.isLoose() && largest.bytes() >= pieces.bytes() * MOST_PART) {
            held = largest;
            lists = listsAbove(largest);
        }
        if (lists.elements() == 0 && heap.isLoose()) {
            held = pieces;
            lists = listsAbove(pieces);
        }
        var objects = NewObjects.in(all, memory, heap);
        if (lists.elements() == 0) {
            lists = objects.lists(pieces, pieces.bytes() * HOLDS_OBJECTS);
        }
        boolean isCollected = heap.languages().contains(Language.PYTHON);
        var unreached =
                isTold ? objects.unreached(held, isCollected) : NewObjects.Unreached.NOTHING;
        return new Referrers(
                held.count(),
                held.bytes(),
                lists.elements(),
                lists.bytes(),
                unreached.lost(),
                unreached.garbage(),
                objects.spare(held));
    }

    /// The lists that hold them where objects are not known one by one: from referrer to referrer.
    private Lists listsAbove(Places some) throws IOException {
        double enough = some.bytes() * FOLLOWED;
        Lists most = Lists.NONE;
        Pointers pointers = memory.pointers(some::at);
        for (int level = 0; level <= MOST_LEVELS && memory.isWhole(); level++) {
            if (Holders.bytes(pointers, some) < enough) {
                break;
            }
            for (List<PointerArray> arrays : PointerArray.largest(pointers, some, memory, heap)) {
                Lists lists = lists(arrays, some, pointers);
                most = lists.bytes() > most.bytes() ? lists : most;
            }
            if (most.bytes() >= some.bytes() * HOLDS_MOST) {
                break;
            }
            var holders = new Holders(pointers, some);
            pointers = holders.meant(memory.pointers(holders::at), enough);
        }
        return most.bytes() >= some.bytes() * HOLDS ? most : Lists.NONE;
    }

    private Lists lists(List<PointerArray> arrays, Places some, Pointers pointers)
            throws IOException {
        int elements = 0;
        var held = new BitSet();
        for (PointerArray array : arrays) {
            if (array.isAppended(memory, heap) && array.isSole(pointers, memory, heap)) {
                BitSet here = array.targets(pointers);
                // What a list had before it was moved is there still.
                elements += here.intersects(held) ? 0 : array.elements();
                held.or(here);
            }
        }
        return new Lists(elements, held.stream().mapToLong(some::bytes).sum());
    }
}
