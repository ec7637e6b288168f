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

    /// The shortest and the longest pause between two questions of one that waits, in a group of
    /// {@link #MANY} hosts or more; in smaller ones it is shorter, down to a tenth.
    static final Duration SOONEST = Duration.ofSeconds(5);

    static final Duration LATEST = Duration.ofSeconds(31);

    private static final double MANY = 1_000;

    /// How long it waits before it asks again.
    ///
    /// @param chance from 0 to 1
    /// @param hosts how many the group has
    Duration pause(double chance, long hosts) {
        double spread = LATEST.minus(SOONEST).toMillis() * (urgent ? chance / 2 : chance);
        double crowd = Math.clamp(hosts / MANY, 0.1, 1);
        return Duration.ofMillis((long) ((SOONEST.toMillis() + spread) * crowd));
    }
}
