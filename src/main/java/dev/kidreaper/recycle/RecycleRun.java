package dev.kidreaper.recycle;

import dev.kidreaper.decide.BirthWeight;
import dev.kidreaper.decide.NextVictim;
import dev.kidreaper.model.Limit;
import dev.kidreaper.model.Manager;
import dev.kidreaper.model.Measure;
import dev.kidreaper.model.Outcome;
import dev.kidreaper.model.Pace;
import dev.kidreaper.model.Pool;
import dev.kidreaper.model.ProcessId;
import dev.kidreaper.model.Reason;
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

/// One run over a pool: one worker after the other, largest first. The pool is read anew before
/// each.
public final class RecycleRun {
    /// How long a busy worker may hold up the others.
    private static final Duration FIRST_PATIENCE = Duration.ofSeconds(5);

    private final PoolReader pools;
    private final Manager manager;
    private final Recycler recycler;
    private final Measure measure;
    private final @Nullable Limit limit;
    private final Pace pace;
    private final boolean force;
    private final RecycleListener recycleListener;
    private final Permits permits;
    private final List<Outcome> outcomes = new ArrayList<>();
    private final Set<ProcessId> done = new HashSet<>();
    private final Set<ProcessId> later = new HashSet<>();

    /// The permits of a budget that is larger than the pool, for one worker after the other. Unless
    /// told otherwise, there is no such budget.
    public interface Permits {
        /// Waits until the next worker may go.
        ///
        /// @param workers how many the pool has
        /// @return why it may not, a sentence; null: it may
        default @Nullable String await(Reason reason, int workers) {
            return null;
        }

        /// Whether its signal may be sent at this moment: then it counts as sent.
        default boolean maySignal() {
            return true;
        }

        /// What has become of it.
        default void ended(Outcome outcome) {}
    }

    /// @param limit which workers are recycled; null: all of them
    /// @param force whether to go on when a replacement weighs as much as the limit
    /// @param permits asked for before each worker; the recycler asks them before the signal
    public RecycleRun(
            PoolReader pools,
            Manager manager,
            Recycler recycler,
            Measure measure,
            @Nullable Limit limit,
            Pace pace,
            boolean force,
            RecycleListener recycleListener,
            Permits permits) {
        this.permits = permits;
        this.pools = pools;
        this.manager = manager;
        this.recycler = recycler;
        this.measure = measure;
        this.limit = limit;
        this.pace = pace;
        this.force = force;
        this.recycleListener = recycleListener;
    }

    /// Recycles every worker that has reached the limit, and reports.
    ///
    /// @throws Unreadable when the manager had gone before anything was done, or the workers'
    ///   memory may not be read
    public Report recycleAll() throws Unreadable {
        Pool pool = read();
        Set<ProcessId> candidates =
                pool.workers().stream().map(Worker::id).collect(Collectors.toSet());
        String stopped = null;
        Optional<NextVictim> next = choose(pool, candidates);
        while (next.isPresent() && stopped == null) {
            stopped = permits.await(next.get().reason(), pool.workers().size());
            if (stopped != null) {
                break;
            }
            long begun = System.nanoTime();
            Optional<Outcome> outcome = recycle(next.get(), pool, candidates);
            try {
                stopped = outcome.isEmpty() ? null : stops(outcome.get());
                pool = read();
                next = choose(pool, candidates);
                if (next.isPresent() && stopped == null && outcome.isPresent()) {
                    pause(outcome.get(), begun);
                    pool = read();
                    next = choose(pool, candidates);
                }
            } catch (Unreadable e) {
                stopped = "manager %s has gone".formatted(manager.id());
                pool = new Pool(manager, List.of());
            }
        }
        return new Report(manager, outcomes, stayed(pool), stopped);
    }

    /// Recycles one worker. While there are others to try, one that is busy does not hold them up:
    /// it is put behind them.
    ///
    /// @return empty when it was put behind the others
    private Optional<Outcome> recycle(NextVictim next, Pool pool, Set<ProcessId> candidates) {
        ProcessId worker = next.worker().id();
        boolean again = later.contains(worker);
        int others = left(pool, candidates) - 1;
        if (!again) {
            recycleListener.starting(worker, next.reason(), others);
        }
        Optional<Outcome> outcome =
                again || others == 0
                        ? Optional.of(recycler.recycle(worker, next.reason()))
                        : recycler.recycle(worker, next.reason(), FIRST_PATIENCE);
        permits.ended(outcome.orElseGet(() -> isPutOff(worker, next.reason())));
        if (outcome.isEmpty()) {
            later.add(worker);
            return outcome;
        }
        done.add(worker);
        outcomes.add(outcome.get());
        recycleListener.ended(outcome.get());
        return outcome;
    }

    private static Outcome isPutOff(ProcessId worker, Reason reason) {
        return new Outcome.Failed(worker, reason, "it is tried again later", false, false);
    }

    private Pool read() throws Unreadable {
        return pools.pool(manager, PoolReader.Depth.of(measure));
    }

    /// Sleeps until the next worker may be asked. If a worker left without being asked, we have not
    /// seen its replacement, which gets the time to grow older than a newborn.
    private void pause(Outcome outcome, long begun) {
        Duration rest = pace.pause().minusNanos(System.nanoTime() - begun);
        boolean unseen = outcome instanceof Outcome.Vanished;
        sleep(unseen && rest.compareTo(pace.newborn()) < 0 ? pace.newborn() : rest);
    }

    private Optional<NextVictim> choose(Pool pool, Set<ProcessId> candidates) {
        var tried = new HashSet<>(done);
        tried.addAll(later);
        return NextVictim.choose(pool, measure, limit, candidates, tried, pace)
                .or(() -> NextVictim.choose(pool, measure, limit, candidates, done, pace));
    }

    private int left(Pool pool, Set<ProcessId> candidates) {
        return (int)
                NextVictim.all(pool, measure, limit, pace).stream()
                        .filter(w -> candidates.contains(w.id()) && !done.contains(w.id()))
                        .count();
    }

    /// Why the run must end after that outcome; null when it may go on.
    private @Nullable String stops(Outcome outcome) throws Unreadable {
        return switch (outcome) {
            case Outcome.Failed failed when failed.fatal() -> failed.problem();
            case Outcome.Failed _, Outcome.Vanished _ -> null;
            case Outcome.Recycled recycled -> overweight(recycled);
        };
    }

    /// A replacement that weighs as much as the limit says that recycling gains nothing.
    private @Nullable String overweight(Outcome.Recycled recycled) throws Unreadable {
        if (limit == null || force || recycled.replacedBy() == null) {
            return null;
        }
        return read().worker(recycled.replacedBy())
                .map(fresh -> BirthWeight.of(fresh, measure))
                .filter(birth -> birth.reaches(limit))
                .map(birth -> birth.tooHeavyFor(limit))
                .orElse(null);
    }

    private List<Integer> stayed(Pool pool) {
        Set<Integer> gone =
                outcomes.stream()
                        .filter(o -> !(o instanceof Outcome.Vanished))
                        .map(o -> o.worker().pid())
                        .collect(Collectors.toSet());
        Set<ProcessId> replacements =
                outcomes.stream()
                        .filter(Outcome.Recycled.class::isInstance)
                        .map(o -> ((Outcome.Recycled) o).replacedBy())
                        .filter(Objects::nonNull)
                        .collect(Collectors.toSet());
        return pool.workers().stream()
                .filter(w -> !gone.contains(w.id().pid()) && !replacements.contains(w.id()))
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
