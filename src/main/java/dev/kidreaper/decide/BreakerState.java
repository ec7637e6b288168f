package dev.kidreaper.decide;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// The state of a pool's circuit breaker: it stops recycling if going on could make things worse.
///
/// @param failures how many recycles failed in a row
/// @param useless how many recycles in a row gained nothing
/// @param why a sentence; null if recycling is not stopped
/// @param pause how long recycling stops; null: until the configuration changes
public record BreakerState(
        int failures, int useless, @Nullable String why, @Nullable Duration pause) {
    /// Nothing has gone wrong.
    public static final BreakerState CLOSED = new BreakerState(0, 0, null, null);

    private static final Duration FIRST_PAUSE = Duration.ofMinutes(1);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(30);
    private static final int MOST_USELESS = 2;

    /// Whether recycling is stopped.
    public boolean isOpen() {
        return why != null;
    }

    /// After a recycle that gained something.
    public BreakerState good() {
        return CLOSED;
    }

    /// After a recycle whose replacement died or did not come. Each one in a row doubles the stop.
    public BreakerState bad(String problem) {
        int shift = Math.min(failures, 10);
        Duration pause = FIRST_PAUSE.multipliedBy(1L << shift);
        return new BreakerState(
                failures + 1,
                useless,
                problem,
                pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause);
    }

    /// After a recycle whose replacement reaches the limit at once: the second in a row stops for
    /// good.
    public BreakerState gainedNothing(String problem) {
        boolean enough = useless + 1 >= MOST_USELESS;
        return new BreakerState(failures, useless + 1, enough ? problem : null, null);
    }

    /// After the pause: the next recycle is a trial.
    public BreakerState resumed() {
        return new BreakerState(failures, useless, null, null);
    }
}
