package dev.kidreaper.pool.permit;

import dev.kidreaper.model.Outcome;
import dev.kidreaper.model.RecycleCause;
import java.util.Optional;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/// A budget of so many workers that gives permits when it likes, and takes back those that nobody
/// wants any more. It holds its rules against the pool.
public final class SimulatedDesk implements PermitDesk {
    private static final long SECOND = 1_000_000_000L;
    private static final long WISH_LASTS = 10 * SECOND;

    private final LongSupplier ticker;
    private final RandomGenerator random;
    private final int budget;
    private int unused;
    private int used;
    private int most;
    private int replaced;
    private int failed;
    private int wanted;
    private long wishedAt;
    private boolean frozen;

    public SimulatedDesk(LongSupplier ticker, RandomGenerator random, int budget) {
        this.ticker = ticker;
        this.random = random;
        this.budget = budget;
        this.wishedAt = ticker.getAsLong();
    }

    /// Gives none from now on, or does again.
    public void freeze(boolean is) {
        frozen = is;
        unused = is ? 0 : unused;
    }

    /// How many workers are away by a permit.
    public int used() {
        return used;
    }

    /// How many were at once at most.
    public int most() {
        return most;
    }

    /// How many have ended with a worker in the place of the other one.
    public int replaced() {
        return replaced;
    }

    private boolean isFree(RecycleCause cause) {
        return !cause.isRecycle() || cause == RecycleCause.MIN_AVAILABLE;
    }

    @Override
    public int granted(RecycleCause cause, int more, int workers) {
        if (isFree(cause)) {
            return more;
        }
        pass();
        wanted = more;
        wishedAt = ticker.getAsLong();
        if (!frozen && unused < more && used + unused < budget && random.nextInt(20) == 0) {
            unused++;
        }
        return Math.min(unused, more);
    }

    private void pass() {
        if (wanted == 0 || ticker.getAsLong() - wishedAt > WISH_LASTS) {
            unused = 0;
        }
    }

    @Override
    public int unused() {
        pass();
        return unused;
    }

    @Override
    public boolean has(RecycleCause cause) {
        return isFree(cause) || unused() > 0;
    }

    @Override
    public Permit take(RecycleCause cause) {
        if (isFree(cause)) {
            return Permit.ALWAYS;
        }
        if (unused == 0) {
            throw new AssertionError("a worker goes for " + cause + ", and there is no permit");
        }
        unused--;
        used++;
        most = Math.max(most, used);
        return new Taken();
    }

    private final class Taken implements Permit {
        private boolean over;

        @Override
        public boolean maySignal() {
            return true;
        }

        @Override
        public void ended(Outcome outcome) {
            if (over) {
                throw new AssertionError("a permit ends twice");
            }
            over = true;
            boolean gone = outcome instanceof Outcome.Failed f && f.fatal();
            used -= gone ? 0 : 1; // It is held until the pool has its workers again.
            failed += gone ? 1 : 0;
            replaced += outcome instanceof Outcome.Recycled ? 1 : 0;
        }
    }

    @Override
    public void onGrant(Runnable wake) {
        // It looks often.
    }

    @Override
    public void waive(String why, int workers) {
        // Nobody asks for any.
    }

    @Override
    public void whole(IntSupplier serving) {
        if (serving.getAsInt() == 0) {
            throw new AssertionError("a pool that is whole has workers");
        }
        used -= failed;
        failed = 0;
    }

    @Override
    public Optional<String> waits() {
        return Optional.empty();
    }
}
