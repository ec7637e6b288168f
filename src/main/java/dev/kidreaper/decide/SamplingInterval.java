package dev.kidreaper.decide;

import dev.kidreaper.model.Durations;
import dev.kidreaper.model.LimitForecast;
import java.time.Duration;
import java.util.Optional;

/// The interval until a worker's next reading: shorter the nearer it is to its limit.
public final class SamplingInterval {
    /// A worker that has just changed is read after this long at the latest.
    private static final Duration SLOW = Duration.ofSeconds(2);

    /// A worker that has not changed for long is read after this long at the latest.
    private static final Duration SLOWEST = Duration.ofSeconds(60);

    /// A worker hardly changes within this part (one in this many) of the time it has not changed.
    private static final int STILL_SHARE = 8;

    /// Even a worker that has not changed may suddenly grow this fast, in bytes a second. It must
    /// be read before it reaches its limit.
    private static final long SUDDEN = 32L << 20;

    private static final Duration LIST_SLOW = Duration.ofSeconds(1);
    private static final Duration LIST_SLOWEST = Duration.ofSeconds(5);

    private static final Duration QUICKEST = Duration.ofMillis(20);

    /// The number of readings in the time that is left to the limit.
    private static final int LOOKS_AHEAD = 16;

    /// Costly readings may take this part of the time (one in this many).
    private static final int COSTLY_SHARE = 200;

    /// The same in the last moments before a limit.
    private static final int COSTLY_SHARE_NEAR = 50;

    private static final Duration NEAR = Duration.ofSeconds(10);

    private static final Duration COSTLY_SLOWEST = Duration.ofSeconds(60);

    private SamplingInterval() {}

    /// The interval until a worker's next cheap reading.
    ///
    /// @param forecast when it reaches its limit; empty if it does not grow towards it
    /// @param room the bytes that are left to its limit
    /// @param still how long it has not changed
    public static Duration cheap(Optional<LimitForecast> forecast, long room, Duration still) {
        Duration sudden = Duration.ofMillis(Math.max(0, room) / (SUDDEN / 1000));
        Duration calm = Durations.min(still.dividedBy(STILL_SHARE), sudden);
        // A worker over its limit waits for its recycle: its size by then matters little.
        return forecast.filter(c -> !c.in().isZero())
                .map(c -> clamp(c.earliest().dividedBy(LOOKS_AHEAD), QUICKEST, SLOW))
                .orElse(clamp(calm, SLOW, SLOWEST));
    }

    /// The interval until the list of a manager's children is read again.
    ///
    /// @param still how long no child has come or gone
    public static Duration list(Duration still) {
        return clamp(still.dividedBy(STILL_SHARE), LIST_SLOW, LIST_SLOWEST);
    }

    /// The interval until a worker's next costly reading, which stalls the worker if it maps
    /// memory.
    ///
    /// @param cost how long the last one took
    public static Duration costly(Optional<LimitForecast> forecast, Duration cost) {
        Duration least = leastCostly(forecast, cost);
        Duration wanted =
                forecast.filter(c -> !c.in().isZero())
                        .map(c -> c.earliest().dividedBy(LOOKS_AHEAD))
                        .orElse(COSTLY_SLOWEST);
        return clamp(wanted, Durations.max(least, QUICKEST), Durations.max(least, COSTLY_SLOWEST));
    }

    /// The least interval until the next costly reading, whatever happens.
    public static Duration leastCostly(Optional<LimitForecast> forecast, Duration cost) {
        boolean near =
                forecast.isPresent()
                        && !forecast.get().in().isZero()
                        && forecast.get().earliest().compareTo(NEAR) < 0;
        return cost.multipliedBy(near ? COSTLY_SHARE_NEAR : COSTLY_SHARE);
    }

    private static Duration clamp(Duration value, Duration least, Duration most) {
        return Durations.max(least, Durations.min(value, most));
    }
}
