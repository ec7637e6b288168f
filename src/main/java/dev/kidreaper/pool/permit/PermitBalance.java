package dev.kidreaper.pool.permit;

import java.util.concurrent.atomic.AtomicInteger;

/// How many workers may go now. The owner publishes it; the front's thread takes from it.
/*
 * The front's thread must know at once what becomes of a worker that has just reached its limit. It
 * cannot wait for the owner. So the owner keeps a balance of permits: how many workers may go now,
 * less those to which the front's thread has given leave and of which the owner has not heard yet.
 * Both only ever add to the balance, so no permit is given twice.
 */
public final class PermitBalance {
    private final AtomicInteger left = new AtomicInteger();
    private int granted;

    /// So many may go now. For the owner.
    public void publish(int free) {
        left.addAndGet(free - granted);
        granted = free;
    }

    /// How many were taken of which the owner has not heard yet. For the owner.
    public int outstanding() {
        return granted - left.get();
    }

    /// Whether one may go. For the front's thread.
    public boolean any() {
        return left.get() > 0;
    }

    /// Takes the permit for one. Whether there was one; if so, it is to be given back. For the
    /// front's thread.
    public boolean tryTake() {
        return left.getAndUpdate(p -> p > 0 ? p - 1 : p) > 0;
    }

    /// The owner has heard of one that was taken, and has published what that leaves; or it was not
    /// used.
    public void giveBack() {
        left.incrementAndGet();
    }
}
