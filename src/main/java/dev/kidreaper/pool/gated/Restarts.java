package dev.kidreaper.pool.gated;

import dev.kidreaper.model.Durations;
import java.time.Duration;

/// The pauses before a manager that has ended is started again: longer each time, until it has
/// lived for a while.
final class Restarts {
    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofMinutes(1);

    private Duration next = SHORTEST;

    /// The pause after one that has lived for so long.
    Duration pauseAfter(Duration lived) {
        if (lived.compareTo(LONGEST) >= 0) {
            next = SHORTEST;
        }
        Duration now = next;
        next = Durations.min(next.multipliedBy(2), LONGEST);
        return now;
    }
}
