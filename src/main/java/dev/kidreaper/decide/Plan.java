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

/// The workers of a pool to ask now to leave.
public final class Plan {
    /// One worker to recycle now, and the reason.
    public record Go(ProcessId worker, Reason reason) {}

    private Plan() {}

    /// The workers to recycle now; no more than may be away.
    ///
    /// @param workers all workers of the pool
    /// @param free how many more may be away
    /// @param lanes how many may be away at once
    /// @param each how long one recycle takes until the next may begin
    /// @param pressed why the pool or the machine needs memory now; null if it does not
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
        var forecasts = new LinkedHashMap<ProcessId, LimitForecast>();
        for (WorkerForecast worker : workers) {
            if (worker.mayGo() && worker.forecast().filter(LimitForecast::foreseen).isPresent()) {
                forecasts.put(worker.worker(), worker.forecast().get());
            }
        }
        for (Schedule.Turn turn : Schedule.of(forecasts, lanes, each)) {
            if (go.size() == free || turn.in().isPositive()) {
                break;
            }
            workers.stream()
                    .filter(w -> w.worker().equals(turn.worker()))
                    .forEach(w -> go.add(new Go(w.worker(), reason(w))));
        }
        return go;
    }

    /// Why a worker goes, and how long before it would have reached its limit.
    private static Reason reason(WorkerForecast worker) {
        return worker.reason()
                .early(worker.forecast().map(LimitForecast::in).orElse(Duration.ZERO));
    }

    /// Whether no worker's end would help a pool that is short of memory. Then its limit is too low
    /// for the number of its workers.
    public static boolean isInVain(List<WorkerForecast> workers) {
        return workers.stream().allMatch(w -> w.mayGo() && !w.isWorthReplacing());
    }
}
