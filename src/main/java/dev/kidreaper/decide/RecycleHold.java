package dev.kidreaper.decide;

import dev.kidreaper.model.Durations;
import dev.kidreaper.model.RecycleCause;
import dev.kidreaper.model.RecyclePolicy;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What stands against recycling any of a pool's workers just now.
public enum RecycleHold {
    /// The pool is only observed.
    OBSERVED,
    /// An operator has paused it.
    PAUSED,
    /// It is a time of the week at which no worker is recycled.
    BLACKOUT,
    /// Recycling is stopped, because going on could make things worse.
    BREAKER,
    /// The last one went only just now.
    PAUSE,
    /// As many workers are away as may be.
    AT_ONCE;

    /// Whether it also stands against a worker that goes after the very request with which it
    /// reached a limit.
    public boolean holdsExactly() {
        return switch (this) {
            case OBSERVED, PAUSED, BLACKOUT, BREAKER -> true;
            case PAUSE, AT_ONCE -> false;
        };
    }

    /// How a pool stands, as far as that matters here.
    ///
    /// @param away how many of its workers are away: asked to leave, and not replaced yet
    /// @param sinceLast how long ago the last one was asked; null: none was
    /// @param pause that an operator asked for; null: none
    /// @param blackout whether the local clock is in a blackout
    /// @param broken whether the circuit breaker is open
    public record Situation(
            int away,
            @Nullable Duration sinceLast,
            @Nullable OperatorPause pause,
            boolean blackout,
            boolean broken) {}

    /// The first thing that stands against it; empty when a worker may go.
    ///
    /// @param cause why it would go: what an operator asks for is done in a blackout too, and a
    ///   worker that is broken or not needed is not recycled
    public static Optional<RecycleHold> of(
            RecyclePolicy policy, RecycleCause cause, Situation now) {
        if (!cause.isRecycle()) {
            return Optional.empty();
        }
        if (policy.observe()) {
            return Optional.of(OBSERVED);
        }
        if (now.pause != null) {
            return Optional.of(PAUSED);
        }
        if (now.blackout && !cause.isAskedFor()) {
            return Optional.of(BLACKOUT);
        }
        if (now.broken) {
            return Optional.of(BREAKER);
        }
        if (now.sinceLast != null && now.sinceLast.compareTo(policy.pace().pause()) < 0) {
            return Optional.of(PAUSE);
        }
        return now.away >= policy.atOnce() ? Optional.of(AT_ONCE) : Optional.empty();
    }

    /// What is said of it: a sentence.
    ///
    /// @param nanos the time now
    public String sentence(RecyclePolicy policy, Situation now, long nanos) {
        return switch (this) {
            case OBSERVED -> "the pool is only observed";
            case PAUSED -> now.pause == null ? "it is paused" : now.pause.sentence(nanos);
            case BLACKOUT -> "it is a time of the week in which no worker is recycled (blackout)";
            case BREAKER -> "recycling is stopped, since going on could make things worse";
            case PAUSE ->
                    "the last worker was asked %s ago, and the pause between two is %s"
                            .formatted(
                                    Durations.words(
                                            now.sinceLast == null ? Duration.ZERO : now.sinceLast),
                                    Durations.words(policy.pace().pause()));
            case AT_ONCE ->
                    "%d of at most %d workers are away: the next one goes when a replacement serves"
                            .formatted(now.away, policy.atOnce());
        };
    }
}
