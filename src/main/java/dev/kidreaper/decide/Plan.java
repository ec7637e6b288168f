package dev.kidreaper.decide;

import dev.kidreaper.model.LimitForecast;
import dev.kidreaper.model.ProcessId;
import dev.kidreaper.model.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Who of a pool is asked to leave now.
public final class Plan {
    /// One worker that is to go now, and why.
    public record Go(ProcessId worker, Reason reason) {}

    private Plan() {}

    /// Those that are to go now; no more than are allowed to be away.
    ///
    /// @param workers all of the pool
    /// @param free how many more may be away
    /// @param lanes how many may be away at once
    /// @param each how long one recycle takes until the next may begin
    /// @param pressed why the pool or the machine needs memory now; null: it does not
    public static List<Go> now(
            List<WorkerForecast> workers,
            int free,
            int lanes,
            Duration each,
            @Nullable Reason pressed) {
        var go = new ArrayList<Go>();
        if (free <= 0) {
            return go;
        }
        if (pressed != null) {
            workers.stream()
                    .filter(w -> w.mayGo() && w.isWorthReplacing())
                    .max(Comparator.comparingLong(WorkerForecast::reclaimable))
                    .ifPresent(w -> go.add(new Go(w.worker(), pressed)));
            return go;
        }
        var crossings = new LinkedHashMap<ProcessId, LimitForecast>();
        for (WorkerForecast worker : workers) {
            if (worker.mayGo() && worker.crossing().filter(LimitForecast::foreseen).isPresent()) {
                crossings.put(worker.worker(), worker.crossing().get());
            }
        }
        for (Schedule.Turn turn : Schedule.of(crossings, lanes, each)) {
            if (go.size() == free || turn.in().isPositive()) {
                break;
            }
            workers.stream()
                    .filter(w -> w.worker().equals(turn.worker()))
                    .forEach(w -> go.add(new Go(w.worker(), w.reason())));
        }
        return go;
    }

    /// Whether no worker's end would help a pool that is short of memory: its limit is too low for
    /// so many workers.
    public static boolean isInVain(List<WorkerForecast> workers) {
        return workers.stream().allMatch(w -> w.mayGo() && !w.isWorthReplacing());
    }
}
