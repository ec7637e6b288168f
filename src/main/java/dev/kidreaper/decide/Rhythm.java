package dev.kidreaper.decide;

import dev.kidreaper.model.Durations;
import java.time.Duration;
import java.util.Optional;

/// How long until a worker is looked at again: the nearer its limit, the sooner.
public final class Rhythm {
    /// A worker that begins to grow suddenly is seen after this long at the latest.
    private static final Duration SLOWEST = Duration.ofSeconds(2);

    private static final Duration QUICKEST = Duration.ofMillis(20);

    /// So many looks fall into the time that is left to the limit.
    private static final int LOOKS_AHEAD = 16;

    /// A costly reading may take this part of the time, one in so many.
    private static final int COSTLY_SHARE = 200;

    private static final Duration COSTLY_SLOWEST = Duration.ofSeconds(60);

    private Rhythm() {}

    /// Until the next cheap look at a worker.
    public static Duration cheap(Optional<Crossing> crossing) {
        return crossing.map(c -> clamp(c.earliest().dividedBy(LOOKS_AHEAD), QUICKEST, SLOWEST))
                .orElse(SLOWEST);
    }

    /// Until the next costly reading of a worker, which stalls it while it maps memory.
    ///
    /// @param cost how long the last one took
    public static Duration costly(Optional<Crossing> crossing, Duration cost) {
        Duration least = cost.multipliedBy(COSTLY_SHARE);
        Duration wanted =
                crossing.map(c -> c.earliest().dividedBy(LOOKS_AHEAD)).orElse(COSTLY_SLOWEST);
        return clamp(wanted, Durations.max(least, QUICKEST), Durations.max(least, COSTLY_SLOWEST));
    }

    private static Duration clamp(Duration value, Duration least, Duration most) {
        return Durations.max(least, Durations.min(value, most));
    }
}
