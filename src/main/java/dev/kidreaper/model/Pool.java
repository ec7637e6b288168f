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

    /// The worker of that identity, if there is one and it was alive at the reading.
    public Optional<Worker> worker(@Nullable ProcessId id) {
        return workers.stream().filter(w -> w.id().equals(id)).findFirst();
    }
}
