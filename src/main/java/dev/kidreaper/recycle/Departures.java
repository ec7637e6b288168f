package dev.kidreaper.recycle;

import java.time.Duration;
import java.util.function.LongSupplier;

/// How many of a pool's workers are away: asked to leave, and not replaced yet. All recycles of one
/// pool share it. A worker that we only wait for still serves, and is not away. For any thread.
public final class Departures {
    private final int atOnce;
    private final Duration pause;
    private final LongSupplier ticker;
    private int away;
    private boolean any;
    private long last;

    /// @param atOnce how many may be away at once
    /// @param pause at least so long from one worker's signal to the next one's
    /// @param ticker the time in nanoseconds
    public Departures(int atOnce, Duration pause, LongSupplier ticker) {
        this.atOnce = atOnce;
        this.pause = pause;
        this.ticker = ticker;
    }

    /// Those of a run that recycles one worker after the other.
    public static Departures oneByOne() {
        return new Departures(1, Duration.ZERO, System::nanoTime);
    }

    /// How many are away.
    public synchronized int away() {
        return away;
    }

    /// How many may be away at once.
    public int atOnce() {
        return atOnce;
    }

    private synchronized boolean tryTake() {
        long now = ticker.getAsLong();
        if (away >= atOnce || (any && now - last < pause.toNanos())) {
            return false;
        }
        away++;
        any = true;
        last = now;
        return true;
    }

    private synchronized void giveBack() {
        away--;
    }

    /// The leave of one worker, not taken yet.
    Departure one() {
        return new Departure(this);
    }

    /// The leave of one worker to go.
    static final class Departure {
        private final Departures departures;
        private boolean taken;

        private Departure(Departures departures) {
            this.departures = departures;
        }

        /// Takes it, unless too many others are away or the pause is not over. Whether it is taken
        /// now; it stays so until it is given back.
        synchronized boolean tryTake() {
            taken = taken || departures.tryTake();
            return taken;
        }

        /// Whether it is taken.
        synchronized boolean isTaken() {
            return taken;
        }

        /// Gives it back, if it is taken: the worker is replaced, or stays.
        synchronized void giveBack() {
            if (taken) {
                taken = false;
                departures.giveBack();
            }
        }
    }
}
