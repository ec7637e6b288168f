package dev.kidreaper.pool;

import dev.kidreaper.model.MemoryBreakdown;
import dev.kidreaper.model.MemoryTimeline;
import dev.kidreaper.observe.Status;
import dev.kidreaper.observe.Weight;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// What the looks at one worker have told of its memory over its life: the course from which it is
/// said later why it has grown. Bounded. For the thread that owns its pool.
/*
 * Costs no look of its own. A cheap look tells anonymous memory and files apart (statm), a costly
 * one also what is still shared. What was inherited only comes apart, so it is the same sum before
 * and after: between two costly looks, whatever anonymous memory there is beside it is the worker's
 * own, and only how much of it had come apart by then is reckoned. The kernel's cheap count may be
 * off by some pages for each processor, the costly one is exact: so what is own stays between the
 * two costly looks around it. After the last costly look nothing is told.
 */
final class WorkerSamples {
    private static final int MOST = 96;

    /// Thinned out, there are so many cheap and so many costly looks at most.
    private static final int KEPT = 40;

    private static final double NANOS = 1e9;

    /// Counted requests are told as so many rests: for a connection, and for what it says.
    private static final int RESTS_PER_REQUEST = 2;

    private final List<Look> looks = new ArrayList<>();
    private LongSupplier requests = () -> -1;

    /// @param anonymous resident anonymous bytes
    /// @param file resident bytes of files and shared memory
    /// @param requests how many it had served; -1 where nobody counts
    /// @param whole the costly part; null for a cheap look
    private record Look(
            long nanos, long anonymous, long file, long requests, @Nullable Whole whole) {
        /// @param seen where nobody counts
        Status status(long seen, long peak) {
            return new Status(requests < 0 ? seen : requests * RESTS_PER_REQUEST, peak);
        }
    }

    private record Whole(MemoryBreakdown memoryBreakdown, Status status) {}

    /// Its requests are counted from now on.
    ///
    /// @param count how many it has served
    void count(LongSupplier count) {
        requests = count;
    }

    /// Adds a cheap look.
    void add(long now, long rss, long file) {
        add(new Look(now, rss - file, file, requests.getAsLong(), null));
    }

    /// Adds a costly look.
    void add(long now, Weight weight) {
        MemoryBreakdown m = weight.memoryBreakdown();
        long anonymous = m.shared() + m.apart() + m.own();
        var whole = new Whole(m, weight.status());
        add(new Look(now, anonymous, m.file(), requests.getAsLong(), whole));
    }

    private void add(Look look) {
        if (looks.size() >= MOST) {
            thin();
        }
        looks.add(look);
    }

    /// Those that are kept are about as far from each other.
    private void thin() {
        long gap = (looks.getLast().nanos() - looks.getFirst().nanos()) / KEPT;
        var kept = new ArrayList<Look>();
        long nextCheap = looks.getFirst().nanos();
        long nextWhole = nextCheap;
        for (Look look : looks) {
            if (look.whole() != null && look.nanos() - nextWhole >= 0) {
                nextWhole = look.nanos() + gap;
                kept.add(look);
            } else if (look.whole() == null && look.nanos() - nextCheap >= 0) {
                nextCheap = look.nanos() + gap;
                kept.add(look);
            }
        }
        looks.clear();
        looks.addAll(kept);
    }

    /// Which part of the time is not told, since the last costly look is before it: from 0 to 1.
    double untold(long now) {
        long length = looks.isEmpty() ? 0 : now - looks.getFirst().nanos();
        for (Look look : looks.reversed()) {
            if (look.whole() != null) {
                return length <= 0 ? 0 : (double) (now - look.nanos()) / length;
            }
        }
        return 1;
    }

    /// The course as far as costly looks reach; no point where there was none.
    ///
    /// @param origin when the observation began, on the same clock
    List<MemoryTimeline.Point> whole(long origin) {
        var points = new ArrayList<MemoryTimeline.Point>();
        int before = -1;
        for (int i = 0; i < looks.size(); i++) {
            Whole here = looks.get(i).whole();
            if (here != null) {
                if (before >= 0) {
                    between(before, i, origin, points);
                }
                Look look = looks.get(i);
                Status status = look.status(here.status().rests(), here.status().peak());
                points.add(point(look, here.memoryBreakdown(), true, status, origin));
                before = i;
            }
        }
        return points;
    }

    /// The cheap looks between two costly ones.
    private void between(int before, int after, long origin, List<MemoryTimeline.Point> points) {
        Look a = looks.get(before);
        Look b = looks.get(after);
        if (a.whole() == null || b.whole() == null) {
            throw new IllegalStateException("[BUG] no costly looks");
        }
        MemoryBreakdown from = a.whole().memoryBreakdown();
        MemoryBreakdown to = b.whole().memoryBreakdown();
        for (Look look : looks.subList(before + 1, after)) {
            double part = (double) (look.nanos() - a.nanos()) / (b.nanos() - a.nanos());
            long shared = mixed(from.shared(), to.shared(), part);
            long apart = mixed(from.apart(), to.apart(), part);
            long own =
                    Math.clamp(
                            look.anonymous() - shared - apart,
                            Math.min(from.own(), to.own()),
                            Math.max(from.own(), to.own()));
            var memoryBreakdown =
                    new MemoryBreakdown(
                            shared,
                            apart,
                            own,
                            look.file(),
                            Math.min(look.file(), from.fileAlone()),
                            mixed(from.swap(), to.swap(), part));
            long rests = mixed(a.whole().status().rests(), b.whole().status().rests(), part);
            var status = look.status(rests, b.whole().status().peak());
            points.add(point(look, memoryBreakdown, false, status, origin));
        }
    }

    private static long mixed(long from, long to, double part) {
        return from + Math.round((to - from) * part);
    }

    /// The course as far as the cheap looks tell it: what is shared is taken to stay so, and its
    /// rests to have come evenly.
    ///
    /// @param born when it was
    /// @param last what was counted of it just now
    List<MemoryTimeline.Point> resident(long origin, long born, Status last) {
        long inherited = looks.stream().mapToLong(Look::anonymous).min().orElse(0);
        var points = new ArrayList<MemoryTimeline.Point>();
        for (Look look : looks) {
            double life = Math.max(1, looks.getLast().nanos() - born);
            double part = (look.nanos() - born) / life;
            var memoryBreakdown =
                    new MemoryBreakdown(
                            inherited, 0, look.anonymous() - inherited, look.file(), 0, 0);
            var status = look.status(mixed(0, last.rests(), part), last.peak());
            points.add(point(look, memoryBreakdown, false, status, origin));
        }
        return points;
    }

    private static MemoryTimeline.Point point(
            Look look, MemoryBreakdown memoryBreakdown, boolean whole, Status status, long origin) {
        double seconds = (look.nanos() - origin) / NANOS;
        return new MemoryTimeline.Point(
                seconds, memoryBreakdown, status.rests(), status.peak(), whole);
    }
}
