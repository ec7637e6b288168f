package dev.kidreaper.observe.memory.referrers;

import java.util.Arrays;

/// Where some pointers stand, ascending, and what each leads to. For one thread.
final class Pointers {
    /// More of them are not followed.
    private static final int MOST = 1 << 18;

    private static final long OWN_BYTES = 32;

    private long[] at = new long[1024];
    private long[] to = new long[1024];
    private int[] target = new int[1024];
    private int count;

    /// Adds one that stands after all others. Whether there is room.
    ///
    /// @param address that it is
    /// @param leadsTo the number of what is there
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

    /// The first of them that stands at or after a place.
    int from(long place) {
        return from(at, count, place);
    }

    /// The first of some ascending places that is not before another.
    static int from(long[] places, int count, long place) {
        int found = Arrays.binarySearch(places, 0, count, place);
        return found >= 0 ? found : -found - 1;
    }

    /// Where one stands.
    long at(int pointer) {
        return at[pointer];
    }

    /// The address that it is.
    long to(int pointer) {
        return to[pointer];
    }

    /// Whether it leads to where it stands, or nearly: it is of the same object. Perl's numbers
    /// have such.
    boolean isNear(int pointer) {
        return Math.abs(to[pointer] - at[pointer]) <= OWN_BYTES;
    }

    /// What it leads to.
    int target(int pointer) {
        return target[pointer];
    }
}
