package dev.kidreaper.decide;

import dev.kidreaper.model.LimitForecast;
import dev.kidreaper.model.ProcessId;
import dev.kidreaper.model.Reason;
import java.util.Optional;

/// What decisions need to know of one worker.
///
/// @param reclaimable what its end would give back, in bytes
/// @param newborn what a new worker's end would give back, in bytes; 0 while unknown
/// @param forecast when it reaches its own limit; empty if it does not grow towards it
/// @param reason why it would go, with its size now
/// @param mayGo whether it may be asked now: it is no newborn, and was not asked already
public record WorkerForecast(
        ProcessId worker,
        long reclaimable,
        long newborn,
        Optional<LimitForecast> forecast,
        Reason reason,
        boolean mayGo) {
    /// New workers differ by about this many bytes.
    private static final long ALIKE = 1 << 20;

    /// Whether a replacement would be clearly smaller: by at least a fifth. Otherwise a pool whose
    /// limit is below the size of all its new workers would be replaced without end.
    boolean isWorthReplacing() {
        return reclaimable - newborn >= Math.max(ALIKE, newborn / 4);
    }
}
