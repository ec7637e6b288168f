package dev.kidreaper.history;

import java.time.Duration;
import java.time.Instant;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// The time by which rows are too old to be kept. It follows the wall clock, but never runs ahead
/// of the clock that does not jump: a wall clock that is set forward by mistake makes nothing old.
/// For one thread at a time.
/*
 * A program that was down for longer than the tolerance counts too little time until its next
 * start. So some rows are kept for longer than they need be; their number is bounded all the same.
 */
final class AgeClock {
    /// A program may have been down for so long, or its clock may have gone wrong by so much.
    private static final Duration TOLERANCE = Duration.ofDays(1);

    private static final Instant LONG_AGO = Instant.ofEpochMilli(Long.MIN_VALUE / 2);

    private final LongSupplier ticker;
    private final long begun;
    private @Nullable Instant first;

    /// @param newest the time of the newest row that is there; null if there is none
    /// @param ticker nanoseconds that never jump
    AgeClock(@Nullable Instant newest, LongSupplier ticker) {
        this.first = newest;
        this.ticker = ticker;
        this.begun = ticker.getAsLong();
    }

    /// The time now.
    ///
    /// @param wall by the wall clock
    Instant now(Instant wall) {
        Duration passed = Duration.ofNanos(ticker.getAsLong() - begun);
        Instant latest = first(wall).plus(TOLERANCE).plus(passed);
        return wall.isBefore(latest) ? wall : latest;
    }

    /// The time before which a row is too old; long ago if the wall clock is behind.
    ///
    /// @param wall by the wall clock
    /// @param age that a row may have
    Instant oldBefore(Instant wall, Duration age) {
        return isBehind(wall) ? LONG_AGO : now(wall).minus(age);
    }

    /// Whether the wall clock is behind what was written before: then it tells no age.
    boolean isBehind(Instant wall) {
        return wall.isBefore(first(wall).minus(TOLERANCE));
    }

    private Instant first(Instant wall) {
        if (first == null) {
            first = wall;
        }
        return first;
    }
}
