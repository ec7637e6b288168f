package dev.kidreaper.decide;

import dev.kidreaper.model.ProcessId;
import dev.kidreaper.model.Reason;
import java.util.Optional;

/// One worker as far as deciding on it needs.
///
/// @param reclaimable what its end would give back, in bytes
/// @param crossing when it reaches its own limit; empty when it does not grow towards it
/// @param reason why it would go, with its size now
/// @param mayGo whether it may be asked now: it is no newborn, and not being asked already
public record Outlook(
        ProcessId worker,
        long reclaimable,
        Optional<Crossing> crossing,
        Reason reason,
        boolean mayGo) {}
