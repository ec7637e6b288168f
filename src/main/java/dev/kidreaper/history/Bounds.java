package dev.kidreaper.history;

import java.time.Duration;
import java.util.List;

/// How much a history keeps.
///
/// @param tiers how readings are thinned, from young to old
/// @param readingsFor how old a reading gets
/// @param mostReadings how many readings there are at most; the oldest go first
/// @param eventsFor how old an event gets
/// @param mostEvents how many events there are at most; the oldest go first
/// @param readingsInMemory how many readings wait for a disk that is not there
/// @param eventsInMemory how many events wait for it
public record Bounds(
        List<Tier> tiers,
        Duration readingsFor,
        int mostReadings,
        Duration eventsFor,
        int mostEvents,
        int readingsInMemory,
        int eventsInMemory) {

    /// Readings beyond an age, of which the largest in each length of time is kept for each worker.
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
