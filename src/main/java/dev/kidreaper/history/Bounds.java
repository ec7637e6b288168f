package dev.kidreaper.history;

import java.time.Duration;
import java.util.List;

/// The bounds of what a history keeps.
///
/// @param tiers how readings are thinned, from young to old
/// @param readingsFor the age at which readings are dropped
/// @param mostReadings the largest number of readings; the oldest are dropped first
/// @param eventsFor the age at which events are dropped
/// @param mostEvents the largest number of events; the oldest are dropped first
/// @param readingsInMemory how many readings memory holds while the disk is lost
/// @param eventsInMemory how many events memory holds while the disk is lost
public record Bounds(
        List<Tier> tiers,
        Duration readingsFor,
        int mostReadings,
        Duration eventsFor,
        int mostEvents,
        int readingsInMemory,
        int eventsInMemory) {

    /// A tier: beyond an age, only the largest reading of each worker in each stretch of time is
    /// kept.
    public record Tier(Duration olderThan, Duration oneIn) {
        public Tier {
            if (olderThan.isNegative() || oneIn.toMillis() < 1) {
                throw new IllegalArgumentException("no tier: " + olderThan + ", " + oneIn);
            }
        }
    }

    /// All readings for an hour, one a minute for two days, one in a quarter of an hour for sixty;
    /// events for a year.
    public static final Bounds DEFAULT =
            new Bounds(
                    List.of(
                            new Tier(Duration.ofHours(1), Duration.ofMinutes(1)),
                            new Tier(Duration.ofDays(2), Duration.ofMinutes(15))),
                    Duration.ofDays(60),
                    500_000,
                    Duration.ofDays(365),
                    100_000,
                    10_000,
                    2_000);

    public Bounds {
        tiers = List.copyOf(tiers);
        if (mostReadings < 1 || mostEvents < 1 || readingsInMemory < 1 || eventsInMemory < 1) {
            throw new IllegalArgumentException("a history that keeps nothing");
        }
    }
}
