package dev.kidreaper.recycle;

import dev.kidreaper.model.Durations;
import dev.kidreaper.model.Manager;
import dev.kidreaper.model.Pace;
import dev.kidreaper.model.Pool;
import dev.kidreaper.model.ProcessId;
import dev.kidreaper.model.ReplacementPolicy;
import dev.kidreaper.model.Worker;
import dev.kidreaper.observe.PoolReader;
import dev.kidreaper.observe.Proc;
import dev.kidreaper.observe.ServingCheck;
import dev.kidreaper.observe.Unreadable;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Waits until another worker serves in place of one that left.
public final class ReplacementWait {
    private static final Duration READ_EVERY = Duration.ofMillis(10);
    private static final int MOST_CLAIMED = 4096;
    private static final Duration PROBE_EVERY = Duration.ofMillis(500);

    /// How long a manager that forks on demand may take to notice that it needs a worker: Apache
    /// checks once a second.
    private static final Duration DEMAND_SEEN = Duration.ofMillis(1500);

    /// The same where one worker alone is idle: the manager may be slow to fork.
    private static final Duration DEMAND_SURELY_SEEN = Duration.ofSeconds(4);

    private final PoolReader pools;
    private final Manager manager;
    private final Pace pace;
    private final @Nullable Duration unreplaced;
    private final Set<ProcessId> claimed;
    private final Set<ProcessId> before = new HashSet<>();
    private final ServingCheck servingCheck;
    private final DemandProbe demandProbe;
    private Optional<String> leavingsPool = Optional.empty();
    private long nextProbe = System.nanoTime();

    /// @param unreplaced how long to wait for a replacement that may never come; null: it must come
    /// @param claimed the processes that have replaced another worker already. Several waits that
    ///   share this set find one replacement each: the one that came first after each has begun.
    /// @param servingCheck tells whether a replacement serves
    public ReplacementWait(
            Proc proc,
            PoolReader pools,
            Manager manager,
            Pace pace,
            @Nullable Duration unreplaced,
            Set<ProcessId> claimed,
            ServingCheck servingCheck) {
        this.servingCheck = servingCheck;
        this.unreplaced = unreplaced;
        this.claimed = claimed;
        this.pools = pools;
        this.manager = manager;
        this.pace = pace;
        this.demandProbe = new DemandProbe(proc, manager);
    }

    /// What came of waiting.
    sealed interface Found {}

    /// This worker serves.
    record Serving(ProcessId worker) implements Found {}

    /// The manager has forked none, or has let the new one go: it has enough workers.
    ///
    /// @param inDoubt the workers that remain, where that may not be the reason; else empty
    record NotWanted(Set<ProcessId> inDoubt) implements Found {
        NotWanted {
            inDoubt = Set.copyOf(inDoubt);
        }
    }

    /// No worker came, and why.
    record None(String problem) implements Found {}

    /// Notes the processes that exist before a worker is asked to leave: none of them is its
    /// replacement. Where the manager has several pools, a worker of another one is none either.
    void remember(ProcessId leaving) throws Unreadable {
        Pool pool = pools.pool(manager, PoolReader.Depth.CHEAP);
        pool.worker(leaving).ifPresent(w -> leavingsPool = poolOf(w));
        pool.workers().forEach(w -> before.add(w.id()));
        before.addAll(pool.others());
        if (claimed.size() > MOST_CLAIMED) {
            claimed.retainAll(before); // The others have gone.
        }
        demandProbe.remember(leaving);
    }

    private Optional<String> poolOf(Worker worker) {
        return manager.profile().poolOf(worker.title());
    }

    /// Waits until a worker that did not exist before serves, and is older than a newborn.
    ///
    /// @param dismissed tells whether the manager itself has told the worker to leave
    Found await(BooleanSupplier dismissed) {
        long start = System.nanoTime();
        long end = start + pace.deadline().plus(pace.newborn()).toNanos();
        long nobodySince = start;
        boolean seen = false;
        while (System.nanoTime() < end) {
            Pool pool;
            try {
                pool = pools.pool(manager, PoolReader.Depth.CHEAP);
            } catch (Unreadable e) {
                return new None("its manager has gone: nobody replaces it");
            }
            Optional<Worker> first = firstNew(pool);
            if (first.isPresent()) {
                Worker worker = first.get();
                seen = true;
                nobodySince = System.nanoTime();
                if (worker.age().compareTo(pace.newborn()) >= 0
                        && servingCheck.look(worker.id()) != ServingCheck.Seen.NOT_YET
                        && claimed.add(worker.id())) {
                    return new Serving(worker.id());
                }
            }
            if (isStarting(pool)) {
                seen = true;
                nobodySince = System.nanoTime();
            }
            var nobody = Duration.ofNanos(System.nanoTime() - nobodySince);
            var enough = isEnough(pool, seen, nobody, dismissed.getAsBoolean());
            if (enough.isPresent()) {
                return enough.get();
            }
            LockSupport.parkNanos(READ_EVERY.toNanos());
        }
        String deadline = Durations.words(pace.deadline());
        return new None(
                seen
                        ? "no replacement served within %s: they die at birth, or start too slowly"
                                .formatted(deadline)
                        : "the manager forked no replacement within " + deadline);
    }

    /// Whether a child has come that is no worker yet: it looks like its manager while it loads.
    private boolean isStarting(Pool pool) {
        return manager.profile().replacementPolicy() == ReplacementPolicy.UNLESS_IDLE
                && pool.others().stream().anyMatch(id -> !before.contains(id));
    }

    /// The first of those that came since this has begun, and have replaced nobody yet. One that
    /// came later may be another one's that has begun later.
    private Optional<Worker> firstNew(Pool pool) {
        return pool.workers().stream()
                .filter(w -> !before.contains(w.id()) && !claimed.contains(w.id()))
                .filter(this::isOfSamePool)
                .min(
                        Comparator.comparingLong((Worker w) -> w.id().startTicks())
                                .thenComparingInt(w -> w.id().pid()));
    }

    /// Whether the wait may end without a replacement. A manager that forks on demand has had the
    /// time to fork and still has workers: it counts the idle ones, which we cannot. One that forks
    /// at once has workers enough if that is seen. Of another manager we may not know whether it
    /// forks replacements at all.
    ///
    /// @param seen whether there has been a new worker
    /// @param nobody how long no new worker has been there
    private Optional<NotWanted> isEnough(
            Pool pool, boolean seen, Duration nobody, boolean dismissed) {
        if (unreplaced != null) {
            return surely(!seen && nobody.compareTo(unreplaced) >= 0);
        }
        if (nobody.compareTo(pace.newborn().plus(DEMAND_SEEN)) < 0) {
            return Optional.empty();
        }
        return switch (manager.profile().replacementPolicy()) {
            case ALWAYS -> Optional.empty();
            case ON_DEMAND -> surely(!pool.workers().isEmpty());
            case UNLESS_IDLE -> dismissed ? surely(true) : isEnoughSeen(pool, nobody);
        };
    }

    private static Optional<NotWanted> surely(boolean notWanted) {
        return notWanted ? Optional.of(new NotWanted(Set.of())) : Optional.empty();
    }

    private Optional<NotWanted> isEnoughSeen(Pool pool, Duration nobody) {
        long now = System.nanoTime();
        if (now - nextProbe < 0) {
            return Optional.empty();
        }
        nextProbe = now + PROBE_EVERY.toNanos();
        List<Worker> others = pool.workers().stream().filter(this::isOfSamePool).toList();
        return switch (demandProbe.look(others)) {
            case ENOUGH -> surely(true);
            case ONE_IDLE ->
                    nobody.compareTo(pace.newborn().plus(DEMAND_SURELY_SEEN)) < 0
                            ? Optional.empty()
                            : Optional.of(new NotWanted(ids(others)));
            case NONE_IDLE -> Optional.empty();
        };
    }

    private static Set<ProcessId> ids(List<Worker> workers) {
        return workers.stream().map(Worker::id).collect(Collectors.toSet());
    }

    private boolean isOfSamePool(Worker worker) {
        return poolOf(worker).equals(leavingsPool);
    }
}
