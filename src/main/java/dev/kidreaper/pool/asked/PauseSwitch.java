package dev.kidreaper.pool.asked;

import dev.kidreaper.decide.OperatorPause;
import dev.kidreaper.model.Event;
import dev.kidreaper.model.PoolSnapshot;
import dev.kidreaper.pool.Recorder;
import dev.kidreaper.pool.RecycleClearance;
import java.time.InstantSource;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// An operator's pause of one pool: it holds, ends in time, and is told. For the thread that owns
/// the pool.
public final class PauseSwitch {
    private final String pool;
    private final Recorder recorder;
    private final LongSupplier ticker;
    private final InstantSource wallClock;
    private @Nullable OperatorPause pause;

    /// @param pool its name
    /// @param ticker the time in nanoseconds
    public PauseSwitch(
            String pool, Recorder recorder, LongSupplier ticker, InstantSource wallClock) {
        this.pool = pool;
        this.recorder = recorder;
        this.ticker = ticker;
        this.wallClock = wallClock;
    }

    /// A pause begins, or the one that holds ends.
    ///
    /// @param of null: it ends
    /// @param clearance of the pool; null while it is not there
    /// @return whether anything has changed
    public boolean set(@Nullable OperatorPause of, @Nullable RecycleClearance clearance) {
        boolean changes = of != null || pause != null;
        pause = of;
        hold(clearance);
        if (changes) {
            recorder.record(
                    of == null
                            ? new Event.Resumed(wallClock.instant(), pool)
                            : new Event.Paused(
                                    wallClock.instant(), pool, of.sentence(ticker.getAsLong())));
        }
        return changes;
    }

    /// Has the pause hold for that clearance too.
    public void hold(@Nullable RecycleClearance clearance) {
        if (clearance != null) {
            clearance.pause(pause);
            clearance.publish(ticker.getAsLong());
        }
    }

    /// Ends a pause whose time is over.
    public void look(@Nullable RecycleClearance clearance) {
        if (pause != null && pause.isOver(ticker.getAsLong())) {
            set(null, clearance);
        }
    }

    /// A pool as it stands, with the pause.
    public PoolSnapshot shown(PoolSnapshot pool) {
        OperatorPause of = pause;
        return of == null || pool.isGone() || pool.state() == PoolSnapshot.State.OBSERVING
                ? pool
                : pool.paused(of.sentence(ticker.getAsLong()));
    }
}
