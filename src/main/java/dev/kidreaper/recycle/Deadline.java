package dev.kidreaper.recycle;

import dev.kidreaper.model.Durations;
import java.time.Duration;

/// A time by which something must be over, on the clock that never jumps.
///
/// @param start where {@link System#nanoTime} stood when it was set
/// @param longest the time from then on
record Deadline(long start, Duration longest) {
    /// The deadline that is so far away.
    static Deadline in(Duration longest) {
        return new Deadline(System.nanoTime(), longest);
    }

    /// The time that is left; zero when it is over.
    Duration left() {
        return Durations.max(
                Duration.ZERO, longest.minus(Duration.ofNanos(System.nanoTime() - start)));
    }

    /// Whether no time is left.
    boolean isOver() {
        return left().isZero();
    }

    /// A deadline that far away, or this one if it is earlier.
    Deadline within(Duration duration) {
        return in(Durations.min(duration, left()));
    }
}
