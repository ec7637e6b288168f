package dev.kidreaper.pool.served;

import dev.kidreaper.model.Manager;
import dev.kidreaper.model.Pace;
import dev.kidreaper.pool.RecycleJobs;
import dev.kidreaper.pool.WorkerRecycling;
import org.jspecify.annotations.Nullable;

/// The recycles of an attached pool's workers, whose manager may be replaced by another one. For
/// the thread that owns the pool.
final class AttachedJobs {
    private final RecycleJobs.Context context;
    private final Pace pace;
    private @Nullable Manager manager;
    private @Nullable RecycleJobs jobs;

    AttachedJobs(RecycleJobs.Context context, Pace pace) {
        this.context = context;
        this.pace = pace;
    }

    /// How many recycles are under way.
    int running() {
        return jobs == null ? 0 : jobs.running();
    }

    /// Those of that manager's workers.
    WorkerRecycling of(Manager now) {
        RecycleJobs its = jobs;
        if (its == null || !now.equals(manager)) {
            close();
            its = new RecycleJobs(context, now, pace);
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
