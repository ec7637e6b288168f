package dev.kidreaper.observe.memory;

import dev.kidreaper.model.Referrers;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.List;

/// The search for who refers to new pieces of memory, and to their referrers in turn. It knows no
/// program's objects: it looks for words that are addresses, as a conservative collector does
/// (Boehm and Weiser, 1988). For one thread.
/*
 * A new piece is referred to from memory that was written since, so only private pages are read.
 * Two answers are certain enough to tell a leak from a cache. Nothing refers to a piece: it is
 * lost. Or one array has pointers to nearly all new pieces, one after another, behind older ones:
 * requests append to it. The entries of a table (a hash) lie scattered, or with their keys.
 */
final class ReferrerSearch {
    private static final int WORD = 8;

    /// From a list of objects to what they hold: in Perl a reference, a hash, its buckets, an
    /// entry, a value, a text.
    private static final int MOST_LEVELS = 6;

    /// An array holds at least this part of all.
    private static final double HOLDS = 0.6;

    /// An object's address that stands as near is its own: Perl's numbers have such.
    private static final long OWN_BYTES = 32;

    private static final int FEWEST_ELEMENTS = 2;

    private final NewPieces.Places pieces;
    private final PieceMarks marks;
    private final MemoryWindow memory;
    private final List<Mappings.Area> areas;
    private boolean isTooMuch;
    private boolean isWhole;

    /// The number of what an address leads to; -1 for nothing.
    private interface Target {
        int of(long address);
    }

    /// The receiver of each pointer that is found. Whether it wants more.
    private interface Found {
        boolean pointer(long at, long to, int target);
    }

    /// @param pieces whose referrers are searched for
    /// @param marks where pieces begin
    /// @param areas the private memory of the process
    ReferrerSearch(
            NewPieces.Places pieces,
            PieceMarks marks,
            MemoryWindow memory,
            List<Mappings.Area> areas) {
        this.pieces = pieces;
        this.marks = marks;
        this.memory = memory;
        this.areas = areas;
    }

    /// The array that holds them, or what is lost of them.
    ///
    /// @param all all new pieces: one of them that is lost may refer to these; empty if what
    ///   nothing refers to may be garbage that a collector will free
    Referrers search(NewPieces.Places all) throws IOException {
        Pointers pointers = toPieces(pieces);
        for (int level = 1; !isTooMuch && pointers.count() > 0; level++) {
            for (PointerArray array : PointerArray.largest(pointers, pieces)) {
                boolean isEnough =
                        array.elements() >= FEWEST_ELEMENTS
                                && array.bytes() >= pieces.bytes() * HOLDS;
                if (isEnough && array.isAppended(memory, marks) && array.isSole(pointers)) {
                    return referrers(array.elements(), array.bytes(), 0);
                }
            }
            if (level > MOST_LEVELS) {
                break;
            }
            pointers = toObjects(pointers);
        }
        return referrers(0, 0, lost(all));
    }

    private Referrers referrers(int elements, long inArray, long lost) {
        return new Referrers(pieces.count(), pieces.bytes(), elements, inArray, lost);
    }

    private Pointers toPieces(NewPieces.Places places) throws IOException {
        var found = new Pointers();
        visit(places::at, found::add);
        return found;
    }

    private Pointers toObjects(Pointers pointers) throws IOException {
        var found = new Pointers();
        visit(
                pointers::inObject,
                (at, to, in) -> Math.abs(to - at) <= OWN_BYTES || found.add(at, to, in));
        return pointers.ofObjects(found, pieces, pieces.bytes() * HOLDS);
    }

    /// Visits all pointers in the process's private memory that lead to something.
    private void visit(Target target, Found found) throws IOException {
        isTooMuch = false;
        isWhole = true;
        for (Mappings.Area area : areas) {
            for (long at = area.start(); at < area.end(); at += WORD) {
                if (!memory.reaches(at, WORD)) {
                    isWhole = false;
                    break;
                }
                long to = memory.word(at);
                int what = target.of(to);
                if (what >= 0 && !found.pointer(at, to, what)) {
                    isTooMuch = true;
                    return;
                }
            }
        }
    }

    /// The bytes in pieces to which nothing leads from outside, not through others of them either.
    private long lost(NewPieces.Places all) throws IOException {
        if (all.count() == 0) {
            return 0;
        }
        Pointers found = toPieces(all);
        NewPieces.Places objects = found.objects(all);
        Pointers pointers = found.to(objects);
        BitSet reached = reached(objects, pointers);
        long lost = 0;
        for (int object = 0; object < objects.count() && !isTooMuch && isWhole; object++) {
            boolean isMeant = pieces.at(objects.start()[object]) >= 0;
            lost += isMeant && !reached.get(object) ? objects.bytes(object) : 0;
        }
        return lost;
    }

    private static BitSet reached(NewPieces.Places all, Pointers pointers) {
        var reached = new BitSet();
        var next = new ArrayDeque<Integer>();
        for (int i = 0; i < pointers.count(); i++) {
            if (all.at(pointers.at(i)) < 0 && !reached.get(pointers.piece(i))) {
                reached.set(pointers.piece(i));
                next.add(pointers.piece(i));
            }
        }
        while (!next.isEmpty()) {
            int from = next.remove();
            for (int i = pointers.from(all.start()[from]);
                    i < pointers.count() && pointers.at(i) < all.end()[from];
                    i++) {
                if (!reached.get(pointers.piece(i))) {
                    reached.set(pointers.piece(i));
                    next.add(pointers.piece(i));
                }
            }
        }
        return reached;
    }
}
