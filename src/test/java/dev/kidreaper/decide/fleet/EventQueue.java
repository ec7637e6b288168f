package dev.kidreaper.decide.fleet;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What is to happen in a simulation, by its time, and of one time in the order in which it was
/// added. What comes after one of a few usual delays waits in a line of its own: that costs less.
final class EventQueue {
    private static final int CHILDREN = 4;

    private final Line[] lines;
    private long[] at = new long[1024];
    private long[] order = new long[1024];
    private @Nullable Runnable[] what = new @Nullable Runnable[1024];
    private int size;
    private long added;

    /// Those that come after the same time: the first that was added is the next.
    private static final class Line {
        private final long delay;
        private long[] at = new long[1024];
        private long[] order = new long[1024];
        private @Nullable Runnable[] what = new @Nullable Runnable[1024];
        private int first;
        private int size;

        Line(long delay) {
            this.delay = delay;
        }

        void add(long time, long number, Runnable next) {
            if (size == at.length) {
                grow();
            }
            int last = (first + size++) & (at.length - 1);
            at[last] = time;
            order[last] = number;
            what[last] = next;
        }

        private void grow() {
            var moreAt = new long[2 * size];
            var moreOrder = new long[2 * size];
            var moreWhat = new @Nullable Runnable[2 * size];
            for (int i = 0; i < size; i++) {
                int from = (first + i) & (size - 1);
                moreAt[i] = at[from];
                moreOrder[i] = order[from];
                moreWhat[i] = what[from];
            }
            at = moreAt;
            order = moreOrder;
            what = moreWhat;
            first = 0;
        }

        Runnable poll() {
            Runnable next = Objects.requireNonNull(what[first]);
            what[first] = null;
            first = (first + 1) & (at.length - 1);
            size--;
            return next;
        }
    }

    /// @param delays the usual ones, in nanoseconds
    EventQueue(long... delays) {
        this.lines = Arrays.stream(delays).mapToObj(Line::new).toArray(Line[]::new);
    }

    /// Something is to happen.
    ///
    /// @param delay from now
    void add(long now, long delay, Runnable next) {
        for (Line line : lines) {
            if (line.delay == delay) {
                line.add(now + delay, added++, next);
                return;
            }
        }
        if (size == at.length) {
            at = Arrays.copyOf(at, 2 * size);
            order = Arrays.copyOf(order, 2 * size);
            what = Arrays.copyOf(what, 2 * size);
        }
        rise(size++, now + delay, added++, next);
    }

    private void rise(int from, long time, long number, Runnable next) {
        int to = from;
        while (to > 0) {
            int parent = (to - 1) / CHILDREN;
            if (!isBefore(time, number, at[parent], order[parent])) {
                break;
            }
            move(parent, to);
            to = parent;
        }
        put(to, time, number, next);
    }

    private static boolean isBefore(long time, long number, long otherTime, long otherNumber) {
        return time < otherTime || (time == otherTime && number < otherNumber);
    }

    private void move(int from, int to) {
        put(to, at[from], order[from], what[from]);
    }

    private void put(int to, long time, long number, @Nullable Runnable next) {
        at[to] = time;
        order[to] = number;
        what[to] = next;
    }

    private @Nullable Line soonest() {
        Line soonest = null;
        for (Line line : lines) {
            if (line.size > 0
                    && (soonest == null
                            || isBefore(
                                    line.at[line.first],
                                    line.order[line.first],
                                    soonest.at[soonest.first],
                                    soonest.order[soonest.first]))) {
                soonest = line;
            }
        }
        boolean isHeap =
                size > 0
                        && (soonest == null
                                || isBefore(
                                        at[0],
                                        order[0],
                                        soonest.at[soonest.first],
                                        soonest.order[soonest.first]));
        return isHeap ? null : soonest;
    }

    /// When the next one is to happen.
    long nextAt() {
        Line line = soonest();
        return line == null ? at[0] : line.at[line.first];
    }

    /// Takes the next one.
    Runnable poll() {
        Line line = soonest();
        if (line != null) {
            return line.poll();
        }
        Runnable next = Objects.requireNonNull(what[0]);
        int last = --size;
        sink(at[last], order[last], what[last]);
        what[last] = null;
        return next;
    }

    private void sink(long time, long number, @Nullable Runnable next) {
        int to = 0;
        while (true) {
            int child = CHILDREN * to + 1;
            int least = child;
            int end = Math.min(child + CHILDREN, size);
            for (int i = child + 1; i < end; i++) {
                least = isBefore(at[i], order[i], at[least], order[least]) ? i : least;
            }
            if (child >= size || !isBefore(at[least], order[least], time, number)) {
                break;
            }
            move(least, to);
            to = least;
        }
        put(to, time, number, next);
    }
}
