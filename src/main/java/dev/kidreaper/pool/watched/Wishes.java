package dev.kidreaper.pool.watched;

import dev.kidreaper.decide.Plan;
import dev.kidreaper.decide.WorkerForecast;
import dev.kidreaper.model.ProcessId;
import dev.kidreaper.model.RecycleCause;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The workers that an operator wants to go, each with the cause.
final class Wishes {
    private final Map<ProcessId, RecycleCause> wanted = new HashMap<>();

    boolean areNone() {
        return wanted.isEmpty();
    }

    Set<ProcessId> workers() {
        return wanted.keySet();
    }

    void add(ProcessId worker, RecycleCause because) {
        wanted.put(worker, because);
    }

    void remove(ProcessId worker) {
        wanted.remove(worker);
    }

    /// Those of them that may go now.
    ///
    /// @param free at most so many
    List<Plan.Go> due(List<WorkerForecast> outlooks, int free) {
        return outlooks.stream()
                .filter(o -> wanted.containsKey(o.worker()) && o.mayGo())
                .limit(free)
                .map(o -> new Plan.Go(o.worker(), o.reason().because(because(o))))
                .toList();
    }

    private RecycleCause because(WorkerForecast worker) {
        return wanted.getOrDefault(worker.worker(), RecycleCause.ASKED);
    }
}
