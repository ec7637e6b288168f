package dev.kidreaper.decide;

import java.time.Duration;

/// The pause before a worker is asked again that did not leave: it grows, so that a worker that
/// never can leave costs little, and one with a long request comes back into turn soon.
public final class RetryPause {
    private static final Duration FIRST = Duration.ofSeconds(10);
    private static final Duration LONGEST = Duration.ofMinutes(10);
    private static final int MOST_DOUBLINGS = 6;

    private RetryPause() {}

    /// The pause after so many attempts in a row that failed.
    ///
    /// @param failures at least 1
    public static Duration after(int failures) {
        Duration pause = FIRST.multipliedBy(1L << Math.clamp(failures - 1, 0, MOST_DOUBLINGS));
        return pause.compareTo(LONGEST) > 0 ? LONGEST : pause;
    }
}
