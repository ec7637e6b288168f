package dev.kidreaper.decide;

import java.time.Duration;

/// The wait before the next worker starts, after workers that ended by themselves.
///
/// @param failures how many ended by themselves in a row
public record Backoff(int failures) {
    /// No failure so far.
    public static final Backoff NONE = new Backoff(0);

    /// A worker that has lived this long did not fail to start.
    public static final Duration ALIVE = Duration.ofSeconds(5);

    private static final Duration FIRST = Duration.ofMillis(100);
    private static final Duration LONGEST = Duration.ofSeconds(30);

    /// After a worker that ended by itself.
    ///
    /// @param lived how long it was there
    /// @param served whether it has served a request
    public Backoff after(Duration lived, boolean served) {
        return lived.compareTo(ALIVE) >= 0 || served ? NONE : new Backoff(failures + 1);
    }

    /// The wait until the next start.
    public Duration pause() {
        if (failures == 0) {
            return Duration.ZERO;
        }
        Duration pause = FIRST.multipliedBy(1L << Math.min(failures - 1, 10));
        return pause.compareTo(LONGEST) > 0 ? LONGEST : pause;
    }
}
