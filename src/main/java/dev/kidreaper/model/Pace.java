package dev.kidreaper.model;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// How fast a pool's workers are recycled, and how long each step may take.
///
/// @param pause at least so long from one worker's signal to the next one's
/// @param newborn a worker younger than this is never signalled, and a replacement counts as
///   serving only once it is older
/// @param proof how long a worker that serves several connections at once is kept from taking more,
///   and how long a worker that cannot be traced is looked at
/// @param settle how long a worker that was asked is given before it is looked at again
/// @param deadline how long a worker may take to leave, and a replacement to come
/// @param killAfter when to KILL a worker that has not left; null: never
public record Pace(
        Duration pause,
        Duration newborn,
        Duration proof,
        Duration settle,
        Duration deadline,
        @Nullable Duration killAfter) {
    /// What `reap` does unless told otherwise.
    public static final Pace DEFAULT =
            new Pace(
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(2),
                    Duration.ofSeconds(20),
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(60),
                    null);

    /// The same, with that time after which a worker that has not left gets KILL.
    ///
    /// @param after null: never
    public Pace killAfter(@Nullable Duration after) {
        return new Pace(pause, newborn, proof, settle, deadline, after);
    }
}
