package dev.kidreaper.model;

import java.time.Duration;
import java.time.LocalDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How an operator wants a pool's workers recycled, whatever kind of pool it is.
///
/// @param observe whether the pool is only looked at: no worker is recycled
/// @param atOnce how many workers may be away at once
/// @param exact whether a worker whose requests we hand out, or that asks at a gate, goes after the
///   very request with which it reached a limit, also while others are away or the pause is not
///   over: its requests wait with us, or are another one's
/// @param pace how long between two, and how long each step may take
/// @param blackouts the times of the week in which no worker is recycled, unless an operator asks
public record RecyclePolicy(
        boolean observe, int atOnce, boolean exact, Pace pace, List<Blackout> blackouts) {
    /// How many may be away at once at most.
    public static final int MOST_AT_ONCE = 1000;

    /// What holds beside a manager unless told otherwise.
    public static final RecyclePolicy WATCHED =
            new RecyclePolicy(false, 1, false, Pace.DEFAULT, List.of());

    /// What holds for workers that we start ourselves unless told otherwise: a worker goes as soon
    /// as it has reached a limit, since its requests wait with us meanwhile.
    public static final RecyclePolicy SPAWNED =
            new RecyclePolicy(false, MOST_AT_ONCE, true, brief(Duration.ZERO), List.of());

    /// What holds for workers whose manager runs and whose requests we hand out: one at a time.
    public static final RecyclePolicy ATTACHED =
            new RecyclePolicy(false, 1, true, brief(Duration.ofMillis(500)), List.of());

    /// What holds for workers that a gate holds between two requests: one at a time, but those that
    /// the gate keeps since they have reached a limit, which get no request any more.
    public static final RecyclePolicy GATED =
            new RecyclePolicy(false, 1, true, brief(Duration.ZERO), List.of());

    public RecyclePolicy {
        blackouts = List.copyOf(blackouts);
        if (atOnce < 1 || atOnce > MOST_AT_ONCE) {
            throw new IllegalArgumentException("at-once is from 1 to 1000, not " + atOnce);
        }
    }

    private static Pace brief(Duration newborn) {
        Pace usual = Pace.DEFAULT;
        return new Pace(
                Duration.ZERO, newborn, usual.proof(), usual.settle(), usual.deadline(), null);
    }

    /// The same, but no worker is recycled.
    public RecyclePolicy observing() {
        return new RecyclePolicy(true, atOnce, exact, pace, blackouts);
    }

    /// The same, with that time after which a worker that was asked to leave gets KILL.
    ///
    /// @param after null: never
    public RecyclePolicy killAfter(@Nullable Duration after) {
        return new RecyclePolicy(observe, atOnce, exact, pace.killAfter(after), blackouts);
    }

    /// Whether that moment of the local clock is in a blackout.
    public boolean isBlackout(LocalDateTime moment) {
        return blackouts.stream().anyMatch(b -> b.contains(moment));
    }
}
