package dev.kidreaper.decide.fleet;

import java.time.Duration;

/// What a pool would do if the budget allowed it. It is forgotten unless it is renewed.
///
/// @param pool its name
/// @param reason why the next worker goes
/// @param workers how many it has
/// @param count how many workers are to go now
/// @param urgent whether one of them has reached its limit already
public record PermitWish(String pool, String reason, int workers, int count, boolean urgent) {
    /// So long it holds.
    static final Duration LASTS = Duration.ofSeconds(10);

    /// The shortest and the longest pause between two questions of one that waits.
    static final Duration SOONEST = Duration.ofSeconds(5);

    static final Duration LATEST = Duration.ofSeconds(30);

    /// How long it waits before it asks again.
    ///
    /// @param chance from 0 to 1
    Duration pause(double chance) {
        long spread = LATEST.minus(SOONEST).toMillis();
        double share = urgent ? chance / 2 : chance;
        return SOONEST.plusMillis((long) (spread * share));
    }
}
