package dev.kidreaper.recycle;

import dev.kidreaper.model.Durations;
import dev.kidreaper.model.Manager;
import dev.kidreaper.model.Pace;
import dev.kidreaper.model.Pool;
import dev.kidreaper.model.ProcessId;
import dev.kidreaper.model.ReplacementPolicy;
import dev.kidreaper.model.Worker;
import dev.kidreaper.observe.PoolReader;
import dev.kidreaper.observe.ServingCheck;
import dev.kidreaper.observe.Unreadable;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Waits until another worker serves in place of one that left.
public final class ReplacementWait {
    private static final Duration READ_EVERY = Duration.ofMillis(10);

    /// How long a manager that forks on demand may take to notice that it needs a worker: Apache
    /// checks once a second.
    private static final Duration DEMAND_SEEN = Duration.ofMillis(1500);

    private final PoolReader pools;
    private final Manager manager;
    private final Pace pace;
    private final @Nullable Duration unreplaced;
    private final Set<ProcessId> known;
    private final ServingCheck servingCheck;
    private Optional<String> leavingsPool = Optional.empty();

    /// @param unreplaced how long to wait for a replacement that may never come; null: it must come
    /// @param known the processes that are no replacement, or have replaced another worker already.
    ///   Several waits that share this set find one replacement each.
    /// @param servingCheck tells whether a replacement serves
    public ReplacementWait(
            PoolReader pools,
            Manager manager,
            Pace pace,
            @Nullable Duration unreplaced,
            Set<ProcessId> known,
            ServingCheck servingCheck) {
        this.servingCheck = servingCheck;
        this.unreplaced = unreplaced;
        this.known = known;
        this.pools = pools;
        this.manager = manager;
        this.pace = pace;
    }

    /// What came of waiting.
    sealed interface Found {}

    /// This worker serves.
    record Serving(ProcessId worker) implements Found {}

    /// The manager forks on demand, and has forked none: it has enough workers.
    record NotWanted() implements Found {}

    /// No worker came, and why.
    record None(String problem) implements Found {}

    /// Notes the processes that exist before a worker is asked to leave: none of them is its
    /// replacement. Where the manager has several pools, a worker of another one is none either.
    void remember(ProcessId leaving) throws Unreadable {
        Pool pool = pools.pool(manager, PoolReader.Depth.CHEAP);
        pool.worker(leaving).ifPresent(w -> leavingsPool = poolOf(w));
        pool.workers().forEach(w -> known.add(w.id()));
        known.addAll(pool.others());
    }

    private Optional<String> poolOf(Worker worker) {
        return manager.profile().poolOf(worker.title());
    }

    /// Waits until a worker that did not exist before serves, and is older than a newborn.
    Found await() {
        long start = System.nanoTime();
        long end = start + pace.deadline().plus(pace.newborn()).toNanos();
        boolean seen = false;
        while (System.nanoTime() < end) {
            Pool pool;
            try {
                pool = pools.pool(manager, PoolReader.Depth.CHEAP);
            } catch (Unreadable e) {
                return new None("its manager has gone: nobody replaces it");
            }
            for (Worker worker : pool.workers()) {
                if (!known.contains(worker.id()) && poolOf(worker).equals(leavingsPool)) {
                    seen = true;
                    if (worker.age().compareTo(pace.newborn()) >= 0
                            && servingCheck.look(worker.id()) != ServingCheck.Seen.NOT_YET
                            && known.add(worker.id())) {
                        return new Serving(worker.id());
                    }
                }
            }
            if (!seen && isEnough(pool, Duration.ofNanos(System.nanoTime() - start))) {
                return new NotWanted();
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

    /// Whether the wait may end without a replacement. A manager that forks on demand has had the
    /// time to fork and still has workers: it counts the idle ones, which we cannot. Of another
    /// manager we may not know whether it forks replacements at all.
    private boolean isEnough(Pool pool, Duration waited) {
        if (unreplaced != null) {
            return waited.compareTo(unreplaced) >= 0;
        }
        return manager.profile().replacementPolicy() == ReplacementPolicy.ON_DEMAND
                && !pool.workers().isEmpty()
                && waited.compareTo(pace.newborn().plus(DEMAND_SEEN)) >= 0;
    }
}
