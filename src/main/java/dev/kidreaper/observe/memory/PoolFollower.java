package dev.kidreaper.observe.memory;

import dev.kidreaper.model.Manager;
import dev.kidreaper.model.MemoryTimeline;
import dev.kidreaper.model.PieceSizes;
import dev.kidreaper.model.Pool;
import dev.kidreaper.model.ProcessId;
import dev.kidreaper.model.Worker;
import dev.kidreaper.observe.PoolReader;
import dev.kidreaper.observe.Proc;
import dev.kidreaper.observe.Unreadable;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The follower of the memory of a pool's workers. For one thread at a time.
public final class PoolFollower implements AutoCloseable {
    /// No more workers than this are followed: the others tell the same.
    private static final int MOST_WORKERS = 16;

    /// Readings take at most a two-hundredth of a worker's time, and at most a twentieth of ours.
    private static final int COST_DIVISOR = 200;

    private static final int OURS_DIVISOR = 20;

    /// Who refers to what accumulates is looked at in no more workers than this.
    private static final int MOST_REFERRERS = 4;

    private final Proc proc;
    private final PoolReader pools;
    private final Manager manager;
    private final Pagemap pagemap = new Pagemap();
    private final HeapWalk heaps = new HeapWalk();
    private final Map<ProcessId, MemoryFollower> followers = new LinkedHashMap<>();
    private final MemoryFollower managers;
    private @Nullable Pages managerPages;
    private @Nullable PieceSizes managerPieces;
    private final Set<ProcessId> present = new HashSet<>();
    private final ShortLives lives = new ShortLives();
    private double uptimeAtFirst = -1;

    public PoolFollower(Proc proc, PoolReader pools, Manager manager) {
        this.proc = proc;
        this.pools = pools;
        this.manager = manager;
        this.managers = new MemoryFollower(manager.id());
    }

    /// Reads every worker once more. A worker that has gone keeps its timeline.
    ///
    /// @param seconds since the observation began
    /// @return the least time to wait until the next reading, so that it costs little
    /// @throws Unreadable GONE if the manager is not there any more; DENIED if its workers may not
    ///   be read
    public Duration read(double seconds) throws Unreadable {
        if (uptimeAtFirst < 0) {
            uptimeAtFirst = proc.uptimeSeconds();
        }
        Pool pool = pools.pool(manager, PoolReader.Depth.CHEAP);
        readManager(seconds, pool);
        heaps.begin(Math.min(MOST_WORKERS, pool.workers().size()));
        long slowest = 0;
        long ours = 0;
        for (Worker worker : pool.workers()) {
            if (!followers.containsKey(worker.id()) && alive(pool) >= MOST_WORKERS) {
                continue;
            }
            var memoryFollower = followers.computeIfAbsent(worker.id(), MemoryFollower::new);
            try {
                memoryFollower.read(proc, pagemap, managerPages, heaps, managerPieces, seconds);
                slowest = Math.max(slowest, memoryFollower.nanosPerReading());
                ours += memoryFollower.nanosPerReading();
            } catch (Unreadable e) {
                if (e.why() != Unreadable.Why.GONE) {
                    throw e;
                }
            }
        }
        countGone(pool);
        return Duration.ofNanos(Math.max(slowest * COST_DIVISOR, ours * OURS_DIVISOR));
    }

    /// Notes where the pieces in the heaps of a few workers are, unless that is done. For after a
    /// reading: it costs as much as one.
    ///
    /// @return whether it is done: false if a heap changed meanwhile, so that it may be tried again
    public boolean markPieces() {
        return some().filter(f -> !f.markPieces(proc, pagemap, managerPages)).count() == 0;
    }

    /// Looks who refers to the pieces that came since they were marked, unless that is done. For
    /// after a reading: it costs as much as several.
    ///
    /// @return whether it is done, as above
    public boolean findReferrers() {
        return some().filter(f -> !f.findReferrers(proc, pagemap, managerPages)).count() == 0;
    }

    private Stream<MemoryFollower> some() {
        return present.stream()
                .sorted(Comparator.comparingInt(ProcessId::pid))
                .limit(MOST_REFERRERS)
                .map(id -> Objects.requireNonNull(followers.get(id)));
    }

    /// The workers' allocator if it is known by name and not read; empty if it is none of these.
    public String foreignAllocator() {
        return heaps.foreign();
    }

    /// Whether workers live so briefly that they must be read more often.
    public boolean areLivesShort() {
        return lives.areUsual();
    }

    private void countGone(Pool pool) {
        Set<ProcessId> here = pool.workers().stream().map(Worker::id).collect(Collectors.toSet());
        for (ProcessId id : List.copyOf(present)) {
            MemoryFollower follower = Objects.requireNonNull(followers.get(id));
            if (!here.contains(id)) {
                follower.close();
                if (follower.hasPoints()) {
                    MemoryTimeline life = follower.timeline(born(id));
                    lives.add(life.last().seconds() - life.born());
                }
            }
        }
        present.clear();
        here.stream().filter(followers::containsKey).forEach(present::add);
    }

    private long alive(Pool pool) {
        return pool.workers().stream().filter(w -> followers.containsKey(w.id())).count();
    }

    /// Reads the manager if there is a new worker, because it tells what that worker inherited.
    private void readManager(double seconds, Pool pool) {
        boolean isAllKnown = alive(pool) == Math.min(MOST_WORKERS, pool.workers().size());
        if (managers.hasPoints() && isAllKnown) {
            return;
        }
        try {
            managers.read(proc, pagemap, null, null, null, seconds);
            managerPages = managers.isBySums() ? null : managers.pages();
            if (managerPieces == null && managerPages != null) {
                managerPieces =
                        heaps.of(proc, manager.id().pid(), managerPages)
                                .map(HeapWalk.Found::pieces)
                                .orElse(null);
            }
        } catch (Unreadable e) {
            managerPages = null; // Its pages are unknown, as for any other reason.
        }
    }

    /// The timeline of each worker, in the order in which the workers were first seen.
    public List<MemoryTimeline> timelines() {
        return followers.entrySet().stream()
                .filter(e -> e.getValue().hasPoints())
                .map(e -> e.getValue().timeline(born(e.getKey())))
                .toList();
    }

    /// Ends what is counted of its workers. Its timelines stay.
    @Override
    public void close() {
        followers.values().forEach(MemoryFollower::close);
    }

    private double born(ProcessId id) {
        return (double) id.startTicks() / proc.ticksPerSecond() - uptimeAtFirst;
    }
}
