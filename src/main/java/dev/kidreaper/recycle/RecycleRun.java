package dev.kidreaper.recycle;

import dev.kidreaper.decide.BirthWeight;
import dev.kidreaper.decide.NextVictim;
import dev.kidreaper.decide.RunQueue;
import dev.kidreaper.model.Limit;
import dev.kidreaper.model.Manager;
import dev.kidreaper.model.Measure;
import dev.kidreaper.model.Outcome;
import dev.kidreaper.model.Pace;
import dev.kidreaper.model.Pool;
import dev.kidreaper.model.ProcessId;
import dev.kidreaper.model.Reason;
import dev.kidreaper.model.Report;
import dev.kidreaper.observe.PoolReader;
import dev.kidreaper.observe.Unreadable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// One run over a pool: largest first, one worker after the other, or as many at once as its crew
/// has recyclers. The pool is read anew before each. For one thread.
/*
 * Each recycler of the crew works on a thread of its own, the first one on the caller's. What they
 * share is locked; while a worker leaves, nothing is.
 */
public final class RecycleRun {
    /// How long a busy worker may hold up the others.
    private static final Duration FIRST_PATIENCE = Duration.ofSeconds(5);

    private final PoolReader pools;
    private final Manager manager;
    private final Recycler.Crew crew;
    private final Measure measure;
    private final @Nullable Limit limit;
    private final Pace pace;
    private final boolean force;
    private final RecycleListener recycleListener;
    private final Permits permits;
    private final List<Outcome> outcomes = new ArrayList<>();
    private RunQueue queue;
    private Pool latest;
    private @Nullable String stopped;

    /// The permits of a budget that is larger than the pool. Unless told otherwise, there is no
    /// such budget.
    public interface Permits {
        /// How many workers of the run may be under way at once.
        default int mostAtOnce() {
            return Integer.MAX_VALUE;
        }

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
    /// @param permits asked for before each worker; the crew asks them before the signal
    public RecycleRun(
            PoolReader pools,
            Manager manager,
            Recycler.Crew crew,
            Measure measure,
            @Nullable Limit limit,
            Pace pace,
            boolean force,
            RecycleListener recycleListener,
            Permits permits) {
        this.permits = permits;
        this.pools = pools;
        this.manager = manager;
        this.crew = crew;
        this.measure = measure;
        this.limit = limit;
        this.pace = pace;
        this.force = force;
        this.recycleListener = recycleListener;
        this.latest = new Pool(manager, List.of());
        this.queue = new RunQueue(latest, measure, limit, pace);
    }

    /// Recycles every worker that has reached the limit, and reports.
    ///
    /// @throws Unreadable when the manager had gone before anything was done, or the workers'
    ///   memory may not be read
    public Report recycleAll() throws Unreadable {
        latest = read();
        queue = new RunQueue(latest, measure, limit, pace);
        int more = Math.min(crew.atOnce(), latest.workers().size()) - 1;
        List<CompletableFuture<Void>> beside =
                IntStream.range(0, more)
                        .mapToObj(i ->
                                CompletableFuture.runAsync(
                                        this::work,
                                        r -> Thread.ofPlatform().name("recycle-" + i).start(r)))
                        .toList();
        work();
        beside.forEach(CompletableFuture::join);
        return new Report(manager, outcomes, stayed(latest), stopped);
    }

    /// Recycles one worker after the other, until none is left that may go.
    private void work() {
        Recycler recycler = crew.another().get();
        Optional<NextVictim> next = next();
        while (next.isPresent()) {
            long begun = System.nanoTime();
            Optional<Outcome> outcome = recycle(recycler, next.get());
            if (ended(next.get().worker().id(), outcome)) {
                outcome.ifPresent(o -> pause(o, begun));
            }
            next = next();
        }
    }

    /// The worker to recycle next, which is under way from now on; empty when there is none, or no
    /// permit for it: then the run ends. It waits under the lock: where permits are to be waited
    /// for, one worker goes at a time.
    private synchronized Optional<NextVictim> next() {
        Optional<NextVictim> next = lookForNext();
        if (next.isPresent()) {
            ProcessId worker = next.get().worker().id();
            Reason reason = next.get().reason();
            stopped = recycleListener.objection();
            stopped = stopped == null ? permits.await(reason, latest.workers().size()) : stopped;
            if (stopped != null) {
                return Optional.empty();
            }
            queue.begin(worker);
            recycleListener.starting(worker, reason, queue.left(latest));
        }
        return next;
    }

    private synchronized Optional<NextVictim> lookForNext() {
        try {
            latest = read();
            return stopped == null ? queue.next(latest) : Optional.empty();
        } catch (Unreadable e) {
            managerGone();
            return Optional.empty();
        }
    }

    /// Recycles one worker. While there are others to try, one that is busy does not hold them up:
    /// it is put behind them.
    ///
    /// @return empty when it was put behind the others
    private Optional<Outcome> recycle(Recycler recycler, NextVictim next) {
        ProcessId worker = next.worker().id();
        boolean insists;
        synchronized (this) {
            insists = queue.isBehind(worker) || queue.left(latest) == 0;
        }
        Consumer<Duration> left = after -> recycleListener.left(worker, after);
        Optional<Outcome> outcome =
                insists
                        ? Optional.of(recycler.recycle(worker, next.reason(), left))
                        : recycler.recycle(worker, next.reason(), FIRST_PATIENCE, left);
        permits.ended(outcome.orElseGet(() -> isPutOff(worker, next.reason())));
        return outcome;
    }

    private static Outcome isPutOff(ProcessId worker, Reason reason) {
        return new Outcome.Failed(worker, reason, "it is tried again later", false, false);
    }

    /// Notes what came of one. Whether another one may follow.
    private synchronized boolean ended(ProcessId worker, Optional<Outcome> outcome) {
        if (outcome.isEmpty()) {
            queue.putBehind(worker);
            recycleListener.putBehind(worker);
        } else {
            queue.end(worker);
            outcomes.add(outcome.get());
            recycleListener.ended(outcome.get());
            try {
                String reason = stops(outcome.get());
                stopped = stopped == null ? reason : stopped;
            } catch (Unreadable e) {
                managerGone();
            }
        }
        return lookForNext().isPresent();
    }

    private void managerGone() {
        stopped = "manager %s has gone".formatted(manager.id());
        latest = new Pool(manager, List.of());
    }

    private Pool read() throws Unreadable {
        return pools.pool(manager, PoolReader.Depth.of(measure));
    }

    /// Sleeps until the next worker may be asked. If a worker left without being asked, we have not
    /// seen its replacement, which gets the time to grow older than a newborn.
    private void pause(Outcome outcome, long begun) {
        Duration rest = pace.pause().minusNanos(System.nanoTime() - begun);
        boolean unseen = outcome instanceof Outcome.Vanished;
        Duration pause = unseen && rest.compareTo(pace.newborn()) < 0 ? pace.newborn() : rest;
        if (pause.isPositive()) {
            recycleListener.pausing(pause);
            sleep(pause);
        }
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
