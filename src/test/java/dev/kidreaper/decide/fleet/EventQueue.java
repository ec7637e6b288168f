package dev.kidreaper.decide.fleet;

import java.util.Arrays;
import java.util.NoSuchElementException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What will happen in a simulation, in the order of time; at the same time, in the order in which
/// it was added.
/*
 * A wheel of buckets, each of an eighth of a second: what happens later is put there unsorted. What
 * is in the bucket of now is in a small heap. So a step costs the same however much is to come.
 * What is farther off than the wheel goes round stays in its bucket for another round.
 */
final class EventQueue {
    private static final int SHIFT = 27;
    private static final int BUCKETS = 1 << 13;
    private static final int CHILDREN = 4;

    /// A heap, or all buckets' lists: parallel arrays, no object for each.
    private static final class Store {
        private long[] at = new long[1024];
        private long[] order = new long[1024];
        private int[] next = new int[1024];
        private @Nullable Runnable[] what = new @Nullable Runnable[1024];

        void grow() {
            int size = 2 * at.length;
            at = Arrays.copyOf(at, size);
            order = Arrays.copyOf(order, size);
            next = Arrays.copyOf(next, size);
            what = Arrays.copyOf(what, size);
        }

        void put(int to, long time, long number, @Nullable Runnable one) {
            at[to] = time;
            order[to] = number;
            what[to] = one;
        }
    }

    private final Store soon = new Store();
    private final Store later = new Store();
    private final int[] heads = new int[BUCKETS];
    private int soonSize;
    private int laterSize;
    private int laterUsed;
    private int free = -1;
    private long bucket;
    private long added;

    EventQueue() {
        Arrays.fill(heads, -1);
    }

    /// Something is to happen.
    ///
    /// @param delay from now
    void add(long now, long delay, Runnable next) {
        long time = now + delay;
        if (time >>> SHIFT <= bucket) {
            addSoon(time, added++, next);
        } else {
            addLater(time, added++, next);
        }
    }

    private void addLater(long time, long number, Runnable next) {
        int node = free;
        if (node >= 0) {
            free = later.next[node];
        } else {
            node = laterUsed++;
            if (node == later.at.length) {
                later.grow();
            }
        }
        later.put(node, time, number, next);
        link(node);
        laterSize++;
    }

    private void link(int node) {
        int its = (int) (later.at[node] >>> SHIFT) & (BUCKETS - 1);
        later.next[node] = heads[its];
        heads[its] = node;
    }

    /// Takes the next bucket that has something, if nothing is left of this one.
    private void load() {
        while (soonSize == 0) {
            if (laterSize == 0) {
                throw new NoSuchElementException();
            }
            bucket++;
            int its = (int) bucket & (BUCKETS - 1);
            int node = heads[its];
            heads[its] = -1;
            while (node >= 0) {
                int after = later.next[node];
                if (later.at[node] >>> SHIFT == bucket) {
                    addSoon(
                            later.at[node],
                            later.order[node],
                            Objects.requireNonNull(later.what[node]));
                    later.what[node] = null;
                    later.next[node] = free;
                    free = node;
                    laterSize--;
                } else {
                    link(node);
                }
                node = after;
            }
        }
    }

    private void addSoon(long time, long number, Runnable next) {
        if (soonSize == soon.at.length) {
            soon.grow();
        }
        int to = soonSize++;
        while (to > 0) {
            int parent = (to - 1) / CHILDREN;
            if (!isBefore(time, number, parent)) {
                break;
            }
            soon.put(to, soon.at[parent], soon.order[parent], soon.what[parent]);
            to = parent;
        }
        soon.put(to, time, number, next);
    }

    private boolean isBefore(long time, long number, int other) {
        long its = soon.at[other];
        return time < its || (time == its && number < soon.order[other]);
    }

    /// When the next one is to happen.
    long nextAt() {
        load();
        return soon.at[0];
    }

    /// Takes the next one.
    Runnable poll() {
        load();
        Runnable next = Objects.requireNonNull(soon.what[0]);
        int last = --soonSize;
        sink(soon.at[last], soon.order[last], soon.what[last]);
        soon.what[last] = null;
        return next;
    }

    private void sink(long time, long number, @Nullable Runnable next) {
        int to = 0;
        while (true) {
            int child = CHILDREN * to + 1;
            if (child >= soonSize) {
                break;
            }
            int least = child;
            int end = Math.min(child + CHILDREN, soonSize);
            for (int i = child + 1; i < end; i++) {
                least = isBefore(soon.at[i], soon.order[i], least) ? i : least;
            }
            if (isBefore(time, number, least)) {
                break;
            }
            soon.put(to, soon.at[least], soon.order[least], soon.what[least]);
            to = least;
        }
        soon.put(to, time, number, next);
    }
}
