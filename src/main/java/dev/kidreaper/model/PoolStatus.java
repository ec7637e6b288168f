package dev.kidreaper.model;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How a configured pool stands, for an operator.
///
/// @param state what the daemon does with it
/// @param why a sentence about the state; null when there is nothing to add
/// @param manager null when it is lost
/// @param limitBytes the size at which a worker goes now; null when there is none or it is not
///   known yet
/// @param away how many workers are being recycled
/// @param recycled how many were since the daemon started
/// @param failed how many recycles went wrong since then
/// @param traffic what became of its requests; null when we do not see them
public record PoolStatus(
        String name,
        State state,
        @Nullable String why,
        @Nullable Manager manager,
        Measure measure,
        @Nullable Long limitBytes,
        List<Member> workers,
        int away,
        int recycled,
        int failed,
        @Nullable Traffic traffic) {
    /// What the daemon does with a pool.
    public enum State {
        /// Watches it and recycles.
        WATCHING,
        /// Hands out its requests, and recycles.
        SERVING,
        /// Watches it, but signals nobody.
        OBSERVING,
        /// Watches it, but recycles nobody for now.
        PAUSED,
        /// Does not find it.
        LOST
    }

    /// One worker.
    ///
    /// @param bytes its size by the pool's measure
    /// @param crossing when it reaches its limit, in words; null when it does not grow towards it
    /// @param leaving whether it has been asked to leave
    public record Member(
            ProcessId id,
            Duration age,
            Footprint footprint,
            long bytes,
            @Nullable String crossing,
            boolean leaving) {}

    public PoolStatus {
        workers = List.copyOf(workers);
    }

    /// A pool whose requests we do not see.
    public PoolStatus(
            String name,
            State state,
            @Nullable String why,
            @Nullable Manager manager,
            Measure measure,
            @Nullable Long limitBytes,
            List<Member> workers,
            int away,
            int recycled,
            int failed) {
        this(name, state, why, manager, measure, limitBytes, workers, away, recycled, failed, null);
    }

    /// A pool that is not found.
    public static PoolStatus lost(PoolSettings settings, String why) {
        return new PoolStatus(
                settings.name(),
                State.LOST,
                why,
                null,
                settings.limits().measure(),
                null,
                List.of(),
                0,
                0,
                0);
    }
}
