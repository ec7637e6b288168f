package dev.kidreaper.decide;

import dev.kidreaper.model.LimitForecast;
import dev.kidreaper.model.ProcessId;
import dev.kidreaper.model.Reason;
import java.util.Optional;

/// One worker as far as deciding on it needs.
///
/// @param reclaimable what its end would give back, in bytes
/// @param newborn what a new worker's end would give back, in bytes; 0 while that is not known
/// @param crossing when it reaches its own limit; empty when it does not grow towards it
/// @param reason why it would go, with its size now
/// @param mayGo whether it may be asked now: it is no newborn, and not being asked already
public record WorkerForecast(
        ProcessId worker,
        long reclaimable,
        long newborn,
        Optional<LimitForecast> crossing,
        Reason reason,
        boolean mayGo) {
    /// New workers differ by so many bytes.
    private static final long ALIKE = 1 << 20;

    /// Whether a replacement would weigh clearly less: by a fifth at least. Else a pool whose limit
    /// is below what its new workers weigh together would be replaced without end.
    boolean isWorthReplacing() {
        return reclaimable - newborn >= Math.max(ALIKE, newborn / 4);
    }
}
