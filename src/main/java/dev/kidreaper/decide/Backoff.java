package dev.kidreaper.decide;

import java.time.Duration;

/// How long to wait before the next worker is started, when those before have ended by themselves.
///
/// @param failures how many have in a row
public record Backoff(int failures) {
    /// None has.
    public static final Backoff NONE = new Backoff(0);

    /// One that has lived for so long has not failed to start.
    public static final Duration ALIVE = Duration.ofSeconds(5);

    private static final Duration FIRST = Duration.ofMillis(100);
    private static final Duration LONGEST = Duration.ofSeconds(30);

    /// After a worker that ended by itself.
    ///
    /// @param lived how long it was there
    /// @param served whether it has served anybody
    public Backoff after(Duration lived, boolean served) {
        return lived.compareTo(ALIVE) >= 0 || served ? NONE : new Backoff(failures + 1);
    }

    /// Until the next start.
    public Duration pause() {
        if (failures == 0) {
            return Duration.ZERO;
        }
        Duration pause = FIRST.multipliedBy(1L << Math.min(failures - 1, 10));
        return pause.compareTo(LONGEST) > 0 ? LONGEST : pause;
    }
}
