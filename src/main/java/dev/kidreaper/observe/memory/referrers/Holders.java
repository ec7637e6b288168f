package dev.kidreaper.observe.memory.referrers;

import java.util.Arrays;
import java.util.BitSet;

/// The objects in which some pointers stand, where it is unknown where an object begins: in the
/// arenas of Perl, the heap pages of Ruby. For one thread.
final class Holders {
    /// An object begins at most so far before what it refers with.
    private static final int OBJECT_BYTES = 64;

    private static final int WORD = PrivateMemory.WORD;

    private final Pointers pointers;
    private final Places pieces;

    /// @param pointers to the pieces, or to what holds them
    Holders(Pointers pointers, Places pieces) {
        this.pointers = pointers;
        this.pieces = pieces;
    }

    /// The pointer in the object that begins at a place; -1 if there is none: the first of them
    /// after that place.
    int at(long start) {
        int next = pointers.from(start);
        return next < pointers.count() && pointers.at(next) - start <= OBJECT_BYTES ? next : -1;
    }

    /// The pointers that lead to these objects, each with the piece that is held. Neighbours are
    /// near. So the distance counts at which the nearest places are to which pointers lead for
    /// enough of the pieces.
    ///
    /// @param found pointers to places, each with the number of a pointer that is in an object
    ///   there
    /// @param enough so many bytes of the pieces
    Pointers meant(Pointers found, double enough) {
        for (int distance = 0; distance <= OBJECT_BYTES; distance += WORD) {
            Pointers meant = at(distance, found);
            if (bytes(meant, pieces) >= enough) {
                return meant;
            }
        }
        // They differ: elements of arrays, say.
        return nearest(found);
    }

    private Pointers at(int distance, Pointers found) {
        var meant = new Pointers();
        for (int i = 0; i < found.count(); i++) {
            int in = found.target(i);
            if (!found.isNear(i) && pointers.at(in) - found.to(i) == distance) {
                meant.add(found.at(i), found.to(i), pointers.target(in));
            }
        }
        return meant;
    }

    private Pointers nearest(Pointers found) {
        var nearest = new long[pointers.count()];
        Arrays.fill(nearest, Long.MIN_VALUE);
        for (int i = 0; i < found.count(); i++) {
            if (!found.isNear(i)) {
                nearest[found.target(i)] = Math.max(nearest[found.target(i)], found.to(i));
            }
        }
        var meant = new Pointers();
        for (int i = 0; i < found.count(); i++) {
            int in = found.target(i);
            if (found.to(i) == nearest[in]) {
                meant.add(found.at(i), found.to(i), pointers.target(in));
            }
        }
        return meant;
    }

    /// The bytes of the pieces to which some pointers lead.
    static long bytes(Pointers pointers, Places pieces) {
        var known = new BitSet();
        for (int i = 0; i < pointers.count(); i++) {
            known.set(pointers.target(i));
        }
        return known.stream().mapToLong(pieces::bytes).sum();
    }
}
