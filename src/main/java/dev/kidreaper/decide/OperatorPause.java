package dev.kidreaper.decide;

import dev.kidreaper.model.Durations;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// A pause in a pool's recycling that an operator asked for: until a time, or until the operator
/// ends it.
///
/// @param until in nanoseconds, by the clock of whoever asks; null: until it is ended
public record OperatorPause(@Nullable Long until) {
    /// One that begins now.
    ///
    /// @param longest null: until it is ended
    public static OperatorPause of(@Nullable Duration longest, long now) {
        return new OperatorPause(longest == null ? null : now + longest.toNanos());
    }

    /// Whether its time is over.
    public boolean isOver(long now) {
        return until != null && now - until >= 0;
    }

    /// What is said of it: a sentence.
    public String sentence(long now) {
        return until == null
                ? "an operator has paused it: nothing is recycled until kidreaper resume"
                : "an operator has paused it: nothing is recycled for %s more"
                        .formatted(Durations.words(Duration.ofNanos(Math.max(0, until - now))));
    }
}
