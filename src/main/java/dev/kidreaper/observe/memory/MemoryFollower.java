package dev.kidreaper.observe.memory;

import dev.kidreaper.model.Heap;
import dev.kidreaper.model.MemoryBreakdown;
import dev.kidreaper.model.MemoryTimeline;
import dev.kidreaper.model.PieceSizes;
import dev.kidreaper.model.ProcessId;
import dev.kidreaper.observe.Proc;
import dev.kidreaper.observe.SmapsRollup;
import dev.kidreaper.observe.Stat;
import dev.kidreaper.observe.Status;
import dev.kidreaper.observe.Unreadable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The follower of one process's memory: page by page if the kernel tells, else by sums. For one
/// thread at a time.
final class MemoryFollower {
    private static final int COSTS = 5;

    private final ProcessId id;
    private final Pages pages;
    private final ReferrerLook referrerLook = new ReferrerLook();
    private final List<MemoryTimeline.Point> points = new ArrayList<>();
    private @Nullable AcceptedConnections accepted;
    private boolean bySums;
    private long sharedAtFirst = -1;
    private long heapNanos;
    private final long[] costs = new long[COSTS];

    MemoryFollower(ProcessId id) {
        this.id = id;
        this.pages = new Pages(id.pid());
    }

    /// Takes another reading.
    ///
    /// @param heaps also walks over the heap if a walk is due; null: never
    /// @param inherited what its manager's heap has in use, by size; null if unknown
    /// @param seconds since the observation began
    void read(
            Proc proc,
            Pagemap pagemap,
            @Nullable Pages manager,
            @Nullable HeapWalk heaps,
            @Nullable PieceSizes inherited,
            double seconds)
            throws Unreadable {
        long start = System.nanoTime();
        MemoryBreakdown memoryBreakdown = breakdown(proc, pagemap, manager);
        Status status = Status.of(proc, id.pid());
        long cost = System.nanoTime() - start;
        if (accepted == null && heaps != null) {
            accepted = new AcceptedConnections(proc, id.pid());
        }
        Heap heap = heaps == null ? null : heap(proc, heaps, inherited, memoryBreakdown, seconds);
        long connections =
                accepted == null
                        ? MemoryTimeline.Point.UNCOUNTED
                        : accepted.count(seconds, status.rests());
        // The pid may belong to another process by now.
        Stat stat = Stat.parse(proc.text(id.pid(), "stat"));
        if (!stat.id().equals(id)) {
            throw new Unreadable(Unreadable.Why.GONE, "pid " + id + " has exited");
        }
        costs[points.size() % costs.length] = cost;
        points.add(
                new MemoryTimeline.Point(
                        seconds,
                        memoryBreakdown,
                        status.rests(),
                        stat.cpuTicks(),
                        status.peak(),
                        true,
                        connections,
                        heap));
    }

    /// Ends what is counted of it.
    void close() {
        if (accepted != null) {
            accepted.close();
        }
    }

    private @Nullable Heap heap(
            Proc proc,
            HeapWalk heaps,
            @Nullable PieceSizes inherited,
            MemoryBreakdown memoryBreakdown,
            double seconds) {
        double since = points.isEmpty() ? seconds : points.getFirst().seconds();
        // A walk would fetch pages from swap.
        if (bySums || memoryBreakdown.swap() > 0 || !heaps.isDue(heapNanos, seconds - since)) {
            return null;
        }
        var walked =
                heaps.of(proc, id.pid(), pages)
                        .map(found ->
                                new Heap(
                                        found.inUse(),
                                        pages.own(found.areas(), proc.pageSize()),
                                        found.isCollected(),
                                        found.pieces(),
                                        inherited));
        heapNanos += heaps.nanosOfLast();
        return walked.orElse(null);
    }

    /// The time of a reading: the shortest of the last few, since a reading on a busy machine also
    /// waits for a processor.
    long nanosPerReading() {
        return Arrays.stream(costs).filter(c -> c > 0).min().orElse(0);
    }

    Pages pages() {
        return pages;
    }

    boolean isBySums() {
        return bySums;
    }

    /// @param born in seconds since the observation began
    MemoryTimeline timeline(double born) {
        return new MemoryTimeline(id, born, points, referrerLook.referrers());
    }

    /// Notes where the pieces of its heap are.
    ///
    /// @return whether it is done: false if the heap changed meanwhile
    boolean markPieces(Proc proc, Pagemap pagemap, @Nullable Pages manager) {
        return !isReadable()
                || referrerLook.begin(proc, id.pid(), () -> read(proc, pagemap, manager));
    }

    /// Looks who refers to the pieces that came since they were marked.
    ///
    /// @return whether it is done: false if the heap changed meanwhile
    boolean findReferrers(Proc proc, Pagemap pagemap, @Nullable Pages manager) {
        return !isReadable()
                || referrerLook.end(proc, id.pid(), () -> read(proc, pagemap, manager));
    }

    private Pages read(Proc proc, Pagemap pagemap, @Nullable Pages manager) throws Unreadable {
        pages.read(proc, pagemap, manager);
        return pages;
    }

    private boolean isReadable() {
        return !bySums && hasPoints() && points.getLast().memoryBreakdown().swap() == 0;
    }

    boolean hasPoints() {
        return !points.isEmpty();
    }

    private MemoryBreakdown breakdown(Proc proc, Pagemap pagemap, @Nullable Pages manager)
            throws Unreadable {
        if (!bySums) {
            try {
                return pages.read(proc, pagemap, manager);
            } catch (Unreadable e) {
                if (e.why() == Unreadable.Why.GONE || !points.isEmpty()) {
                    throw e;
                }
                bySums = true;
            }
        }
        var rollup = SmapsRollup.parse(proc.text(id.pid(), "smaps_rollup"));
        MemoryBreakdown memoryBreakdown = rollup.breakdown(sharedAtFirst);
        if (sharedAtFirst < 0) {
            sharedAtFirst = memoryBreakdown.shared();
        }
        return memoryBreakdown;
    }
}
