package dev.kidreaper.pool.asked;

import dev.kidreaper.decide.Plan;
import dev.kidreaper.decide.WorkerForecast;
import dev.kidreaper.model.ProcessId;
import dev.kidreaper.model.RecycleCause;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The workers that an operator wants to go, each with the cause. For the thread that owns the
/// pool.
public final class Wishes {
    private final Map<ProcessId, RecycleCause> wanted = new HashMap<>();

    public boolean areNone() {
        return wanted.isEmpty();
    }

    public boolean has(ProcessId worker) {
        return wanted.containsKey(worker);
    }

    /// All of them, as of now.
    public Set<ProcessId> workers() {
        return Set.copyOf(wanted.keySet());
    }

    /// Notes whom an operator wants to go, and forgets those that have gone.
    ///
    /// @param workers all that are there
    /// @param pid which of them; 0: all
    /// @return how many are to go, with those of before
    public int add(Collection<ProcessId> workers, int pid, RecycleCause because) {
        workers.stream()
                .filter(id -> pid == 0 || id.pid() == pid)
                .forEach(id -> wanted.put(id, because));
        keep(workers);
        return wanted.size();
    }

    public void remove(ProcessId worker) {
        wanted.remove(worker);
    }

    /// Forgets those that have gone.
    ///
    /// @param workers all that are there
    public void keep(Collection<ProcessId> workers) {
        wanted.keySet().retainAll(workers);
    }

    /// Why a worker is to go.
    public RecycleCause because(ProcessId worker) {
        return wanted.getOrDefault(worker, RecycleCause.ASKED);
    }

    /// Those of them that may go now.
    ///
    /// @param free at most so many
    public List<Plan.Go> due(List<WorkerForecast> outlooks, int free) {
        return outlooks.stream()
                .filter(o -> has(o.worker()) && o.mayGo())
                .limit(free)
                .map(o -> new Plan.Go(o.worker(), o.reason().because(because(o.worker()))))
                .toList();
    }
}
