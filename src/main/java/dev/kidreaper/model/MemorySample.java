package dev.kidreaper.model;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/// What one worker weighed at one time.
///
/// @param at when it was read, to the millisecond
/// @param slot the worker's place in the pool; -1: not known
/// @param makeup what it consisted of at the last costly look; null: not known
public record MemorySample(
        Instant at,
        String pool,
        ProcessId worker,
        Footprint footprint,
        int slot,
        @Nullable MemoryBreakdown makeup) {
    /// One of which no more is known.
    public MemorySample(Instant at, String pool, ProcessId worker, Footprint footprint) {
        this(at, pool, worker, footprint, -1, null);
    }

    public MemorySample {
        at = at.truncatedTo(ChronoUnit.MILLIS);
    }
}
