package dev.kidreaper.observe.memory;

import java.util.Arrays;
import java.util.BitSet;
import java.util.stream.LongStream;

/// Where some pointers stand, ascending, and which piece each leads to. For one thread.
final class Pointers {
    /// More of them are not followed.
    private static final int MOST = 1 << 18;

    /// An object begins at most so far before what it refers with.
    private static final int OBJECT_BYTES = 64;

    private static final int WORD = 8;

    /// An arena that is in use has more objects than this.
    private static final int FEWEST_IN_ARENA = 8;

    private long[] at = new long[1024];
    private long[] to = new long[1024];
    private int[] target = new int[1024];
    private int count;

    /// Adds one that stands after all others. Whether there is room.
    ///
    /// @param address that it is
    /// @param leadsTo the number of its piece, or of a pointer in the object that begins there
    boolean add(long place, long address, int leadsTo) {
        if (count == MOST) {
            return false;
        }
        if (count == at.length) {
            at = Arrays.copyOf(at, count * 2);
            to = Arrays.copyOf(to, count * 2);
            target = Arrays.copyOf(target, count * 2);
        }
        at[count] = place;
        to[count] = address;
        target[count++] = leadsTo;
        return true;
    }

    int count() {
        return count;
    }

    /// Where one stands.
    long at(int pointer) {
        return at[pointer];
    }

    /// The address that it is.
    long to(int pointer) {
        return to[pointer];
    }

    /// Which piece it leads to.
    int piece(int pointer) {
        return target[pointer];
    }

    /// The first of them that stands at or after a place.
    int from(long place) {
        int found = Arrays.binarySearch(at, 0, count, place);
        return found >= 0 ? found : -found - 1;
    }

    /// The pointer in an object that begins at a place; -1 if there is none. Which objects there
    /// are is unknown: it is the first of these pointers after the place.
    int inObject(long start) {
        if (count == 0 || start > at[count - 1] || start < at[0] - OBJECT_BYTES) {
            return -1;
        }
        int next = from(start);
        return next < count && at[next] - start <= OBJECT_BYTES ? next : -1;
    }

    /// The pointers to the objects in which these stand, each with the piece to which that leads.
    /// Where an object begins is unknown, and its neighbours are near. So the distance counts at
    /// which the nearest places are to which pointers lead for enough of the pieces.
    ///
    /// @param found pointers to places, each with the number of one of these
    /// @param pieces to which these lead
    /// @param enough so many of their bytes
    Pointers ofObjects(Pointers found, NewPieces.Places pieces, double enough) {
        for (int distance = 0; distance <= OBJECT_BYTES; distance += WORD) {
            Pointers of = at(distance, found);
            if (of.bytes(pieces) >= enough) {
                return of;
            }
        }
        // They differ: elements of arrays, say.
        return nearest(found);
    }

    private Pointers at(int distance, Pointers found) {
        var of = new Pointers();
        for (int i = 0; i < found.count; i++) {
            int in = found.target[i];
            if (at[in] - found.to[i] == distance) {
                of.add(found.at[i], found.to[i], target[in]);
            }
        }
        return of;
    }

    private Pointers nearest(Pointers found) {
        var nearest = new long[count];
        for (int i = 0; i < found.count; i++) {
            int in = found.target[i];
            nearest[in] = Math.max(nearest[in], found.to[i]);
        }
        var of = new Pointers();
        for (int i = 0; i < found.count; i++) {
            int in = found.target[i];
            if (found.to[i] == nearest[in]) {
                of.add(found.at[i], found.to[i], target[in]);
            }
        }
        return of;
    }

    /// The objects to which these lead: a piece, or what is in an arena of Perl, which has many
    /// objects of one size. There each object begins where a pointer leads to.
    NewPieces.Places objects(NewPieces.Places pieces) {
        long[] begins = Arrays.stream(to, 0, count).sorted().distinct().toArray();
        var starts = LongStream.builder();
        var ends = LongStream.builder();
        int next = 0;
        for (int piece = 0; piece < pieces.count(); piece++) {
            long start = pieces.start()[piece];
            long end = pieces.end()[piece];
            int from = next;
            while (next < begins.length && begins[next] < end) {
                next++;
            }
            boolean isArena = pieces.isArena(piece) && next - from >= FEWEST_IN_ARENA;
            for (int i = isArena ? from : next; i < next; i++) {
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

    /// The same pointers, each with the number of the place that it leads to.
    Pointers to(NewPieces.Places places) {
        var same = new Pointers();
        for (int i = 0; i < count; i++) {
            same.add(at[i], to[i], places.at(to[i]));
        }
        return same;
    }

    private long bytes(NewPieces.Places pieces) {
        var known = new BitSet();
        for (int i = 0; i < count; i++) {
            known.set(target[i]);
        }
        return known.stream().mapToLong(pieces::bytes).sum();
    }
}
