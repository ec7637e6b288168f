package dev.kidreaper.model;

import java.util.List;
import java.util.Optional;

/// One reading of a manager and its workers.
public record Pool(Manager manager, List<Worker> workers) {
    public Pool {
        workers = List.copyOf(workers);
    }

    /// The worker of that identity, if it was alive at the reading.
    public Optional<Worker> worker(ProcessId id) {
        return workers.stream().filter(w -> w.id().equals(id)).findFirst();
    }
}
