package dev.kidreaper.decide.fleet;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// How long one host has seen the slots of others unchanged, by its own clock: no clock is compared
/// with another host's.
final class Sightings {
    /// Looks no farther apart than that follow each other: in between the store was there.
    private static final long NEIGHBOURS = 25_000_000_000L;

    /// So long the store must have been there before a slot is taken away: after it was away, each
    /// holder has shown itself by then.
    private static final long SETTLED = 15_000_000_000L;

    private long lookedAt;
    private long there;
    private int[] slots = new int[0];
    private long[] revisions = new long[0];
    private long[] since = new long[0];

    /// @param now in nanoseconds
    Sightings(long now) {
        this.lookedAt = now;
        this.there = now;
    }

    /// One thing that is not a slot.
    static final class One {
        private @Nullable Object as;
        private long since;

        /// It was seen so at that time, in nanoseconds.
        void see(Object how, long now) {
            if (!how.equals(as)) {
                as = how;
                since = now;
            }
        }

        /// It is not there.
        void forget() {
            as = null;
        }

        /// How long it has been seen unchanged, in nanoseconds; 0 if it was not seen.
        long unchanged(long now) {
            return as == null ? 0 : now - since;
        }
    }

    /// All slots were seen so at that time, in nanoseconds: when the question was sent, not when
    /// the answer came, so that it is never older than it says.
    void see(Map<Integer, BudgetView.At> all, long now) {
        there = now - lookedAt > NEIGHBOURS ? now : there;
        lookedAt = now;
        var nextSlots = new int[all.size()];
        var nextRevisions = new long[nextSlots.length];
        var nextSince = new long[nextSlots.length];
        int i = 0;
        int old = 0;
        for (var entry : sorted(all).entrySet()) {
            int slot = entry.getKey();
            while (old < slots.length && slots[old] < slot) {
                old++;
            }
            long revision = entry.getValue().revision();
            boolean same = old < slots.length && slots[old] == slot && revisions[old] == revision;
            nextSlots[i] = slot;
            nextRevisions[i] = revision;
            nextSince[i++] = same ? since[old] : now;
        }
        slots = nextSlots;
        revisions = nextRevisions;
        since = nextSince;
    }

    private static Map<Integer, BudgetView.At> sorted(Map<Integer, BudgetView.At> all) {
        return all.size() < 2 || all instanceof TreeMap ? all : new TreeMap<>(all);
    }

    /// The store does not answer.
    void away(long now) {
        there = now;
    }

    /// From when on what is unchanged says that its holder is gone: the store has been there for a
    /// while, as far as this host knows.
    long settled() {
        return there + SETTLED;
    }

    /// How long it has been seen unchanged, in nanoseconds; 0 if it was not seen.
    long unchanged(int slot, long now) {
        int at = Arrays.binarySearch(slots, slot);
        return at < 0 ? 0 : now - since[at];
    }
}
