package dev.kidreaper.decide.fleet;

import static dev.kidreaper.decide.fleet.FleetSimulation.SECOND;

import java.util.SplittableRandom;

/// What may happen to kidreaper on a simulated host.
sealed interface Misfortune {
    /// It stands still for so long.
    record Stopped(long nanos) implements Misfortune {}

    /// It begins anew after so long.
    record Killed(long nanos) implements Misfortune {}

    /// Its host is gone for good.
    record Buried() implements Misfortune {}

    /// One of them, by chance.
    ///
    /// @param presumed how long it takes until a host counts as gone
    static Misfortune draw(SplittableRandom random, long presumed) {
        return switch (random.nextInt(8)) {
            case 0, 1, 2 -> new Stopped(random.nextLong(4 * presumed));
            case 3 -> new Stopped(random.nextLong(10 * SECOND));
            case 4, 5, 6 -> new Killed(random.nextLong(presumed / 2));
            default -> new Buried();
        };
    }
}
