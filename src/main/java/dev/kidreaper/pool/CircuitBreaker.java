package dev.kidreaper.pool;

import dev.kidreaper.decide.BreakerState;
import dev.kidreaper.model.Event;
import dev.kidreaper.model.Limit;
import dev.kidreaper.model.Measure;
import dev.kidreaper.model.Reason;
import dev.kidreaper.model.RecycleCause;
import dev.kidreaper.model.Size;
import java.time.InstantSource;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// A pool's breaker with a clock, which tells when it opens and closes. For the thread that owns
/// the pool.
public final class CircuitBreaker {
    private final String pool;
    private final Recorder recorder;
    private final InstantSource wallClock;
    private BreakerState breakerState = BreakerState.CLOSED;
    private long until;

    public CircuitBreaker(String pool, Recorder recorder, InstantSource wallClock) {
        this.pool = pool;
        this.recorder = recorder;
        this.wallClock = wallClock;
    }

    /// Whether nobody may be recycled now.
    public boolean isOpen(long now) {
        if (breakerState.isOpen() && breakerState.pause() != null && now - until >= 0) {
            breakerState = breakerState.resumed();
            recorder.record(new Event.Resumed(wallClock.instant(), pool));
        }
        return breakerState.isOpen();
    }

    /// Why; null when it is not open.
    public @Nullable String why() {
        return breakerState.why();
    }

    /// After a recycle whose replacement died or did not come.
    public void failed(String problem, long now) {
        breakerState = breakerState.bad(problem);
        until = breakerState.pause() == null ? now : now + breakerState.pause().toNanos();
        recorder.record(new Event.Paused(wallClock.instant(), pool, problem));
    }

    /// After a recycle that went well: whether it gained anything. While it is open, that one was
    /// begun before, and tells nothing of what has opened it.
    ///
    /// @param limit the size at which workers go; empty: none
    /// @param birth what new workers weigh; empty: not known
    public void recycled(Measure measure, OptionalLong limit, OptionalLong birth) {
        if (breakerState.isOpen()) {
            return;
        }
        if (limit.isEmpty() || birth.isEmpty() || birth.getAsLong() < limit.getAsLong()) {
            breakerState = breakerState.good();
            return;
        }
        var tooLow = new Limit(measure, new Size(limit.getAsLong()));
        var weight = new Reason(RecycleCause.LIMIT, measure, birth.getAsLong(), tooLow);
        breakerState =
                breakerState.gainedNothing(
                        "the limit is below what a new worker weighs: " + weight);
        if (breakerState.isOpen()) {
            recorder.record(new Event.LimitTooLow(wallClock.instant(), pool, weight));
        }
    }
}
