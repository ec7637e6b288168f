package dev.kidreaper.history;

import java.time.Duration;

/// The times to wait for a disk.
///
/// @param answer how long a thread waits for it to take an event or to answer
/// @param firstPause the time until the next try, after a failure
/// @param longestPause the bound of that time, which doubles from try to try
record Patience(Duration answer, Duration firstPause, Duration longestPause) {
    static final Patience DEFAULT =
            new Patience(Duration.ofSeconds(5), Duration.ofSeconds(1), Duration.ofMinutes(1));

    Duration next(Duration pause) {
        Duration twice = pause.multipliedBy(2);
        return twice.compareTo(longestPause) < 0 ? twice : longestPause;
    }
}
