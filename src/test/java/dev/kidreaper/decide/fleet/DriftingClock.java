package dev.kidreaper.decide.fleet;

import java.util.SplittableRandom;

/// A host's own clock: it began anywhere, and is not quite right.
///
/// @param drift how much faster it goes than time does: 1 is right
record DriftingClock(double drift, long origin) {
    static DriftingClock of(SplittableRandom random) {
        double drift = 1 + random.nextDouble(-200e-6, 200e-6);
        return new DriftingClock(drift, random.nextLong(-1L << 50, 1L << 50));
    }

    /// What it shows, in nanoseconds.
    long at(long time) {
        return origin + (long) (time * drift);
    }
}
