package dev.kidreaper.pool.served;

import dev.kidreaper.model.Manager;
import dev.kidreaper.model.Pacing;
import dev.kidreaper.model.ServeSettings;
import dev.kidreaper.pool.MemoryPressure;
import dev.kidreaper.pool.WorkerRecycling;
import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The recycles of an attached pool's workers, whose manager may be replaced by another one. For
/// the thread that owns the pool.
final class AttachedJobs {
    private final Function<Manager, WorkerRecycling> recycling;
    private Duration each = Duration.ZERO;
    private @Nullable Manager manager;
    private @Nullable WorkerRecycling jobs;

    /// @param recycling makes the recycles of a manager's workers
    AttachedJobs(Function<Manager, WorkerRecycling> recycling) {
        this.recycling = recycling;
    }

    /// One recycle took so long, the pause behind it too.
    void took(Duration whole) {
        each = each.isZero() ? whole : each.multipliedBy(4).plus(whole).dividedBy(5);
    }

    /// How fast workers can be recycled.
    ///
    /// @param memory of all of them; null: not looked at yet
    Pacing pacing(ServeSettings settings, @Nullable MemoryPressure memory) {
        return Pacing.of(settings.policy(), settings.limits(), each, 0)
                .within(memory == null ? null : memory.totalLimit());
    }

    /// How many workers are away: one that is only waited for, until it has done its work, is not.
    int away() {
        return jobs == null ? 0 : jobs.away();
    }

    /// Those of that manager's workers.
    WorkerRecycling of(Manager now) {
        WorkerRecycling its = jobs;
        if (its == null || !now.equals(manager)) {
            close();
            its = recycling.apply(now);
            jobs = its;
            manager = now;
        }
        return its;
    }

    /// Gives back the right to recycle.
    void close() {
        if (jobs != null) {
            jobs.close();
            jobs = null;
        }
    }
}
