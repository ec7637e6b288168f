package dev.kidreaper.decide;

import java.time.Duration;

/// The number of workers of a pool, between the operator's minimum and maximum.
public final class PoolSizing {
    /// Requests that have waited this long need another worker.
    public static final Duration PATIENCE = Duration.ofMillis(100);

    /// A worker that was not needed for this long is one too many.
    public static final Duration IDLENESS = Duration.ofSeconds(60);

    private PoolSizing() {}

    /// The number of workers from now on.
    ///
    /// @param now how many are wanted so far
    /// @param starting how many of them do not serve yet
    /// @param waiting how many requests wait
    /// @param waitedFor how long there have been waiting requests, without a break
    /// @param idleFor how long the least used worker has been idle; zero: all are busy
    public static int wanted(
            int now,
            int fewest,
            int most,
            int starting,
            int waiting,
            Duration waitedFor,
            Duration idleFor) {
        if (waiting > 0 && starting == 0 && waitedFor.compareTo(PATIENCE) >= 0) {
            return Math.min(most, now + Math.max(1, Math.min(waiting, now) / 2));
        }
        if (waiting == 0 && starting == 0 && idleFor.compareTo(IDLENESS) >= 0) {
            return Math.max(fewest, now - 1);
        }
        return Math.clamp(now, fewest, most);
    }
}
