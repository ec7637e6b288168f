package dev.kidreaper.model;

import org.jspecify.annotations.Nullable;

/// How a worker has come to its size.
///
/// @param slot its place in the pool, from 0; -1 while it has none
/// @param growthPerSecond by how many bytes it grows; 0 while unknown
/// @param lookedNanos when it was last looked at, as {@link System#nanoTime}
/// @param makeup what it consisted of at its last costly look; null while there was none
/// @param stuck whether it has had one request for too long
public record WorkerCourse(
        int slot,
        double growthPerSecond,
        long lookedNanos,
        @Nullable MemoryBreakdown makeup,
        boolean stuck) {
    /// That of a worker that was not followed.
    public static final WorkerCourse UNKNOWN = new WorkerCourse(-1, 0, 0, null);

    /// That of a worker whose requests end.
    public WorkerCourse(
            int slot, double growthPerSecond, long lookedNanos, @Nullable MemoryBreakdown makeup) {
        this(slot, growthPerSecond, lookedNanos, makeup, false);
    }

    /// The same of a worker that has had one request for too long.
    public WorkerCourse gotStuck() {
        return new WorkerCourse(slot, growthPerSecond, lookedNanos, makeup, true);
    }
}
