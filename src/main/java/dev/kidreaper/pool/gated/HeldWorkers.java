package dev.kidreaper.pool.gated;

import dev.kidreaper.model.ProcessId;
import dev.kidreaper.recycle.WorkerGate;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The gate as recycles use it: worker by worker. For any thread.
///
/// @param workers finds the worker of an identity; null when it has not asked
record HeldWorkers(Function<ProcessId, @Nullable GatedWorker> workers) implements WorkerGate {
    @Override
    public boolean knows(ProcessId worker) {
        return workers.apply(worker) != null;
    }

    @Override
    public boolean keeps(ProcessId worker) {
        GatedWorker known = workers.apply(worker);
        return known != null && known.isKept();
    }

    @Override
    public boolean keepOn(ProcessId worker) {
        GatedWorker known = workers.apply(worker);
        return known != null && known.keepOn(System.nanoTime());
    }

    @Override
    public Optional<Held> hold(ProcessId worker, Duration longest) {
        GatedWorker known = workers.apply(worker);
        return known == null ? Optional.empty() : known.hold(longest);
    }

    @Override
    public int refusals(ProcessId worker) {
        GatedWorker known = workers.apply(worker);
        return known == null ? 0 : known.refusals();
    }

    @Override
    public void readmit(ProcessId worker) {
        GatedWorker known = workers.apply(worker);
        if (known != null) {
            known.readmit(System.nanoTime());
        }
    }
}
