package dev.kidreaper.act;

import dev.kidreaper.model.Durations;
import dev.kidreaper.model.Manager;
import dev.kidreaper.model.Pace;
import dev.kidreaper.model.Pool;
import dev.kidreaper.model.ProcessId;
import dev.kidreaper.model.Worker;
import dev.kidreaper.observe.PoolReader;
import dev.kidreaper.observe.Unreadable;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/// Sees that somebody serves in place of each worker that left.
final class Replacements {
    private static final Duration LOOK_EVERY = Duration.ofMillis(10);

    private final PoolReader pools;
    private final Manager manager;
    private final Pace pace;
    private final Set<ProcessId> known = new HashSet<>();

    Replacements(PoolReader pools, Manager manager, Pace pace) {
        this.pools = pools;
        this.manager = manager;
        this.pace = pace;
    }

    sealed interface Found {}

    /// That worker serves.
    record Serving(ProcessId worker) implements Found {}

    /// Nobody does, and why.
    record None(String problem) implements Found {}

    /// Notes who is there before a worker is asked to leave: a replacement is somebody else.
    void remember() throws Unreadable {
        pools.pool(manager, PoolReader.Depth.CHEAP).workers().forEach(w -> known.add(w.id()));
    }

    /// Waits until a worker that was not there before is older than a newborn.
    Found await() {
        long end = System.nanoTime() + pace.deadline().plus(pace.newborn()).toNanos();
        boolean seen = false;
        while (System.nanoTime() < end) {
            Pool pool;
            try {
                pool = pools.pool(manager, PoolReader.Depth.CHEAP);
            } catch (Unreadable e) {
                return new None("its manager has gone: nobody replaces it");
            }
            for (Worker worker : pool.workers()) {
                if (!known.contains(worker.id())) {
                    seen = true;
                    if (worker.age().compareTo(pace.newborn()) >= 0) {
                        known.add(worker.id());
                        return new Serving(worker.id());
                    }
                }
            }
            LockSupport.parkNanos(LOOK_EVERY.toNanos());
        }
        String deadline = Durations.words(pace.deadline());
        return new None(
                seen
                        ? "no replacement lived for %s within %s: they die at birth"
                                .formatted(Durations.words(pace.newborn()), deadline)
                        : "the manager forked no replacement within " + deadline);
    }
}
