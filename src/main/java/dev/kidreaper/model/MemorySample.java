package dev.kidreaper.model;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/// What one worker weighed at one time.
///
/// @param at when it was read, to the millisecond
public record MemorySample(Instant at, String pool, ProcessId worker, Footprint footprint) {
    public MemorySample {
        at = at.truncatedTo(ChronoUnit.MILLIS);
    }
}
