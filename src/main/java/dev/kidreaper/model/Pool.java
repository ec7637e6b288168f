package dev.kidreaper.model;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One reading of a manager and its workers.
///
/// @param others its other children, which are left alone: newborns without handlers of their own,
///   and helpers that serve nobody
public record Pool(Manager manager, List<Worker> workers, List<ProcessId> others) {
    public Pool {
        workers = List.copyOf(workers);
        others = List.copyOf(others);
    }

    /// One whose children are all workers.
    public Pool(Manager manager, List<Worker> workers) {
        this(manager, workers, List.of());
    }

    /// The other workers of the pool that a worker belongs to: where the manager has several pools,
    /// only those of the same one.
    public List<Worker> siblings(ProcessId id) {
        Optional<String> name = worker(id).flatMap(this::poolOf);
        return workers.stream().filter(w -> !w.id().equals(id) && poolOf(w).equals(name)).toList();
    }

    private Optional<String> poolOf(Worker worker) {
        return manager.profile().poolOf(worker.title());
    }

    /// The worker of that identity, if there is one and it was alive at the reading.
    public Optional<Worker> worker(@Nullable ProcessId id) {
        return workers.stream().filter(w -> w.id().equals(id)).findFirst();
    }
}
