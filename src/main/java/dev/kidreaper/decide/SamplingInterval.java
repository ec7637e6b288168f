package dev.kidreaper.decide;

import dev.kidreaper.model.Durations;
import dev.kidreaper.model.LimitForecast;
import java.time.Duration;
import java.util.Optional;

/// How long until a worker is looked at again: the nearer its limit, the sooner.
public final class SamplingInterval {
    /// A worker that has just changed is seen after this long at the latest.
    private static final Duration SLOW = Duration.ofSeconds(2);

    /// One that has not changed for long is seen after this long at the latest.
    private static final Duration SLOWEST = Duration.ofSeconds(60);

    /// Who has not changed for some time hardly does so in this part of it, one in so many.
    private static final int STILL_SHARE = 8;

    /// However still a worker was, it may begin to grow as fast as this, in bytes a second, and
    /// must be seen before its limit.
    private static final long SUDDEN = 32L << 20;

    private static final Duration LIST_SLOW = Duration.ofSeconds(1);
    private static final Duration LIST_SLOWEST = Duration.ofSeconds(5);

    private static final Duration QUICKEST = Duration.ofMillis(20);

    /// So many looks fall into the time that is left to the limit.
    private static final int LOOKS_AHEAD = 16;

    /// A costly reading may take this part of the time, one in so many.
    private static final int COSTLY_SHARE = 200;

    /// As above, in the last moments before a limit.
    private static final int COSTLY_SHARE_NEAR = 50;

    private static final Duration NEAR = Duration.ofSeconds(10);

    private static final Duration COSTLY_SLOWEST = Duration.ofSeconds(60);

    private SamplingInterval() {}

    /// Until the next cheap look at a worker.
    ///
    /// @param room bytes that are left to its limit
    /// @param still how long it has not changed
    public static Duration cheap(Optional<LimitForecast> crossing, long room, Duration still) {
        Duration sudden = Duration.ofMillis(Math.max(0, room) / (SUDDEN / 1000));
        Duration calm = Durations.min(still.dividedBy(STILL_SHARE), sudden);
        // Who has crossed waits for his turn: what he weighs by then matters little.
        return crossing.filter(c -> !c.in().isZero())
                .map(c -> clamp(c.earliest().dividedBy(LOOKS_AHEAD), QUICKEST, SLOW))
                .orElse(clamp(calm, SLOW, SLOWEST));
    }

    /// Until the list of a manager's children is read again.
    ///
    /// @param still how long nobody came or went
    public static Duration list(Duration still) {
        return clamp(still.dividedBy(STILL_SHARE), LIST_SLOW, LIST_SLOWEST);
    }

    /// Until the next costly reading of a worker, which stalls it while it maps memory.
    ///
    /// @param cost how long the last one took
    public static Duration costly(Optional<LimitForecast> crossing, Duration cost) {
        Duration least = leastCostly(crossing, cost);
        Duration wanted =
                crossing.filter(c -> !c.in().isZero())
                        .map(c -> c.earliest().dividedBy(LOOKS_AHEAD))
                        .orElse(COSTLY_SLOWEST);
        return clamp(wanted, Durations.max(least, QUICKEST), Durations.max(least, COSTLY_SLOWEST));
    }

    /// Until the next costly reading at the earliest, whatever happens.
    public static Duration leastCostly(Optional<LimitForecast> crossing, Duration cost) {
        boolean near =
                crossing.isPresent()
                        && !crossing.get().in().isZero()
                        && crossing.get().earliest().compareTo(NEAR) < 0;
        return cost.multipliedBy(near ? COSTLY_SHARE_NEAR : COSTLY_SHARE);
    }

    private static Duration clamp(Duration value, Duration least, Duration most) {
        return Durations.max(least, Durations.min(value, most));
    }
}
