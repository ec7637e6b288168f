package dev.kidreaper.act;

import dev.kidreaper.decide.BirthWeight;
import dev.kidreaper.decide.NextVictim;
import dev.kidreaper.model.Limit;
import dev.kidreaper.model.Manager;
import dev.kidreaper.model.Measure;
import dev.kidreaper.model.Outcome;
import dev.kidreaper.model.Pace;
import dev.kidreaper.model.Pool;
import dev.kidreaper.model.ProcessId;
import dev.kidreaper.model.Report;
import dev.kidreaper.model.Worker;
import dev.kidreaper.observe.PoolReader;
import dev.kidreaper.observe.Unreadable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// One run over a pool: one worker after the other, largest first, the pool read anew before each.
public final class Run {
    private final PoolReader pools;
    private final Manager manager;
    private final Recycler recycler;
    private final Measure measure;
    private final @Nullable Limit limit;
    private final Pace pace;
    private final boolean force;
    private final Watcher watcher;
    private final List<Outcome> outcomes = new ArrayList<>();
    private final Set<ProcessId> done = new HashSet<>();

    /// A run.
    ///
    /// @param limit which workers go; null: all of them
    /// @param force whether to go on when a replacement weighs as much as the limit
    public Run(
            PoolReader pools,
            Manager manager,
            Recycler recycler,
            Measure measure,
            @Nullable Limit limit,
            Pace pace,
            boolean force,
            Watcher watcher) {
        this.pools = pools;
        this.manager = manager;
        this.recycler = recycler;
        this.measure = measure;
        this.limit = limit;
        this.pace = pace;
        this.force = force;
        this.watcher = watcher;
    }

    /// Recycles every worker that is to go, and reports.
    ///
    /// @throws Unreadable when the manager is gone before anything was done, or the workers' memory
    ///   may not be read
    public Report recycleAll() throws Unreadable {
        Pool pool = read();
        Set<ProcessId> candidates =
                pool.workers().stream().map(Worker::id).collect(Collectors.toSet());
        String stopped = null;
        while (stopped == null) {
            Optional<NextVictim> next = choose(pool, candidates);
            if (next.isEmpty()) {
                break;
            }
            ProcessId worker = next.get().worker().id();
            long begun = System.nanoTime();
            watcher.starting(worker, next.get().reason(), left(pool, candidates) - 1);
            Outcome outcome = recycler.recycle(worker, next.get().reason());
            done.add(worker);
            outcomes.add(outcome);
            watcher.ended(outcome);
            stopped = stops(outcome);
            pool = stopped == null ? again(pool, candidates, begun) : pool;
        }
        return new Report(manager, outcomes, kept(pool), stopped);
    }

    private Pool read() throws Unreadable {
        return pools.pool(
                manager, measure.isCheap() ? PoolReader.Depth.CHEAP : PoolReader.Depth.FULL);
    }

    /// The pool before the next worker, after the pause if there is one.
    private Pool again(Pool before, Set<ProcessId> candidates, long begun) {
        try {
            if (choose(read(), candidates).isPresent()) {
                long rest = pace.pause().toNanos() - (System.nanoTime() - begun);
                sleep(Duration.ofNanos(Math.max(0, rest)));
            }
            return read();
        } catch (Unreadable e) {
            return new Pool(
                    before.manager(), List.of()); // The pool was stopped meanwhile: all done.
        }
    }

    private Optional<NextVictim> choose(Pool pool, Set<ProcessId> candidates) {
        return NextVictim.choose(pool, measure, limit, candidates, done, pace);
    }

    private int left(Pool pool, Set<ProcessId> candidates) {
        return (int)
                NextVictim.all(pool, measure, limit, pace).stream()
                        .filter(w -> candidates.contains(w.id()) && !done.contains(w.id()))
                        .count();
    }

    /// Why the run must not go on after that outcome; null when it may.
    private @Nullable String stops(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Failed failed when failed.fatal() -> failed.problem();
            case Outcome.Failed _, Outcome.Vanished _ -> null;
            case Outcome.Recycled recycled -> overweight(recycled);
        };
    }

    /// A replacement that weighs as much as the limit says that recycling gains nothing.
    private @Nullable String overweight(Outcome.Recycled recycled) {
        if (limit == null || force || recycled.replacedBy() == null) {
            return null;
        }
        try {
            Optional<Worker> fresh = read().worker(recycled.replacedBy());
            if (fresh.isEmpty() || !limit.isReachedBy(fresh.get().footprint())) {
                return null;
            }
            return BirthWeight.of(fresh.get(), measure).tooHeavyFor(limit);
        } catch (Unreadable e) {
            return null;
        }
    }

    private List<Integer> kept(Pool pool) {
        Set<Integer> gone =
                outcomes.stream()
                        .filter(o -> !(o instanceof Outcome.Vanished))
                        .map(o -> o.worker().pid())
                        .collect(Collectors.toSet());
        Set<ProcessId> newcomers =
                outcomes.stream()
                        .filter(Outcome.Recycled.class::isInstance)
                        .map(o -> ((Outcome.Recycled) o).replacedBy())
                        .filter(Objects::nonNull)
                        .collect(Collectors.toSet());
        return pool.workers().stream()
                .filter(w -> !gone.contains(w.id().pid()) && !newcomers.contains(w.id()))
                .map(w -> w.id().pid())
                .toList();
    }

    private static void sleep(Duration duration) {
        long end = System.nanoTime() + duration.toNanos();
        for (long left = duration.toNanos(); left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }
}
