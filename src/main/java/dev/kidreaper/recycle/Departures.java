package dev.kidreaper.recycle;

import dev.kidreaper.model.ProcessId;
import java.time.Duration;
import java.util.Set;
import java.util.function.BooleanSupplier;
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
    private Set<ProcessId> remaining = Set.of();
    private int doubts;

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

    private synchronized boolean isFree(int knows, long now) {
        return knows == doubts && away < atOnce && (!any || now - last >= pause.toNanos());
    }

    private synchronized boolean tryTake(int knows) {
        long now = ticker.getAsLong();
        if (!isFree(knows, now)) {
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

    /// Notes that the manager has not replaced a worker. It may need nobody, or be unable to fork.
    ///
    /// @param workers those that remain
    synchronized void notReplaced(Set<ProcessId> workers) {
        remaining = Set.copyOf(workers);
        doubts += workers.isEmpty() ? 0 : 1;
    }

    private synchronized int doubts() {
        return doubts;
    }

    /// Whether the manager has forked nobody since it has not replaced a worker.
    ///
    /// @param workers all of the pool's, by now
    synchronized boolean isInDoubt(Set<ProcessId> workers) {
        if (!remaining.containsAll(workers)) {
            remaining = Set.of();
        }
        return !remaining.isEmpty();
    }

    /// The leave of one worker, not taken yet.
    ///
    /// @param mayGo whether the worker may still go: asked right before its signal
    Departure one(BooleanSupplier mayGo) {
        return new Departure(this, mayGo);
    }

    /// The leave of one worker to go.
    static final class Departure {
        private final Departures departures;
        private final int knows;
        private final BooleanSupplier mayGo;
        private boolean taken;
        private boolean forbidden;
        private boolean dismissed;

        private Departure(Departures departures, BooleanSupplier mayGo) {
            this.departures = departures;
            this.mayGo = mayGo;
            this.knows = departures.doubts();
        }

        /// Takes it, unless too many others are away, the pause is not over, or it is outdated.
        /// Whether it is taken now; it stays so until it is given back. To be called again right
        /// before each signal: the worker may not go any more, for a reason beyond its pool.
        synchronized boolean tryTake() {
            taken = taken || departures.tryTake(knows);
            if (taken && !mayGo.getAsBoolean()) {
                forbidden = true;
                giveBack();
            }
            return taken;
        }

        /// Whether it is taken, or could be taken now.
        synchronized boolean isFree() {
            return taken || departures.isFree(knows, departures.ticker.getAsLong());
        }

        /// Refuses if the worker may not go any more.
        synchronized void refuseIfForbidden() throws Refusal {
            if (forbidden) {
                throw new Refusal(
                        "it has waited so long for its moment that its permit of the fleet may be"
                                + " another's");
            }
        }

        /// Whether it has come into doubt meanwhile whether the manager can fork.
        boolean isOutdated() {
            return knows != departures.doubts();
        }

        /// Whether it is taken.
        synchronized boolean isTaken() {
            return taken;
        }

        /// Notes that the manager itself has told the worker to leave.
        synchronized void dismissed() {
            dismissed = true;
        }

        /// Whether the manager itself has told the worker to leave: it needs nobody in its place.
        synchronized boolean isDismissed() {
            return dismissed;
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
