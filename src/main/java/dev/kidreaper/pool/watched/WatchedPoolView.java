package dev.kidreaper.pool.watched;

import dev.kidreaper.model.Manager;
import dev.kidreaper.model.Pacing;
import dev.kidreaper.model.PoolSettings;
import dev.kidreaper.model.PoolSnapshot;
import dev.kidreaper.model.ProcessId;
import dev.kidreaper.pool.CircuitBreaker;
import dev.kidreaper.pool.ManagedPool.Obstacles;
import dev.kidreaper.pool.RecycleClearance;
import dev.kidreaper.pool.RecycleJobs;
import dev.kidreaper.pool.WorkerRecycling;
import dev.kidreaper.pool.asked.Wishes;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// One look at a watched pool for those who ask how it stands. For the thread that owns the pool.
///
/// @param now in nanoseconds
record WatchedPoolView(
        PoolSettings settings,
        Manager manager,
        WatchedWorkers watchedWorkers,
        RecycleClearance clearance,
        CircuitBreaker circuitBreaker,
        WorkerRecycling recycling,
        LongWait longWait,
        Wishes wishes,
        long now) {
    /// How it stands.
    ///
    /// @param each how long one recycle takes until the next may begin
    /// @param totalLimit on all workers together, in bytes; null: there is none
    PoolSnapshot describe(int recycled, int failed, Duration each, @Nullable Long totalLimit) {
        OptionalLong limit = watchedWorkers.limit();
        var state =
                clearance.isObserving()
                        ? PoolSnapshot.State.OBSERVING
                        : circuitBreaker.isOpen(now)
                                ? PoolSnapshot.State.PAUSED
                                : PoolSnapshot.State.WATCHING;
        long newborn = watchedWorkers.birthWeight().orElse(0);
        return new PoolSnapshot(
                        settings.name(),
                        state,
                        why(),
                        manager,
                        settings.limits().measure(),
                        limit.isEmpty() ? null : limit.getAsLong(),
                        watchedWorkers.workers().stream().map(w -> w.snapshot(limit)).toList(),
                        recycling.away(),
                        recycled,
                        failed,
                        null,
                        List.of())
                .paced(
                        Pacing.of(settings.policy(), settings.limits(), each, newborn)
                                .within(totalLimit));
    }

    private @Nullable String why() {
        if (clearance.isObserving() && !settings.policy().observe()) {
            return RecycleJobs.obstacle(manager);
        }
        String waits = longWait.sentence(now);
        String why = waits == null ? circuitBreaker.why() : waits;
        return why == null ? clearance.waits().orElse(null) : why;
    }

    /// What stands against recycling its workers.
    Obstacles obstacles() {
        var resting = new HashMap<ProcessId, Duration>();
        watchedWorkers.workers().stream()
                .filter(w -> w.isHeld(now))
                .forEach(w -> resting.put(w.id(), w.restsFor(now)));
        return clearance.obstacles(settings.limits(), resting, wishes.workers(), now);
    }
}
