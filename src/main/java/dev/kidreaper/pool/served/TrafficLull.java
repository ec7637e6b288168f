package dev.kidreaper.pool.served;

import dev.kidreaper.model.Traffic;
import java.time.Duration;

/// Whether requests have ceased to come. For the thread that owns the pool.
final class TrafficLull {
    private static final long QUIET_NANOS = 5_000_000_000L;

    private static final Duration CALM = Duration.ofMillis(100);
    private static final Duration QUIET = Duration.ofSeconds(1);

    private long requests = -1;
    private long since;

    /// How long the next look at the pool may wait: longer once none has been answered for a while,
    /// and none is on its way.
    ///
    /// @param now in nanoseconds
    Duration pause(Traffic traffic, long now) {
        boolean moves = traffic.waiting() > 0 || traffic.busy() > 0;
        if (moves || traffic.requests() != requests) {
            requests = traffic.requests();
            since = now;
        }
        return now - since >= QUIET_NANOS ? QUIET : CALM;
    }
}
