package dev.kidreaper.pool.permit;

import dev.kidreaper.model.RecycleCause;
import java.util.Optional;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/// How many of one pool's workers a budget that is larger than the pool lets go now. For the thread
/// that owns the pool, but for what says otherwise.
/*
 * A worker that gets no work any more is away, though its permit is only taken when it is asked to
 * leave. So permits of workers that are on their way count as used, and those are asked for again
 * as long as there are such workers.
 */
public final class PoolBudget {
    private volatile PermitDesk desk = PermitDesk.NONE;
    private OpenPermits open = new OpenPermits(PermitDesk.NONE);
    private IntSupplier workers = () -> 0;
    private IntSupplier onTheirWay = () -> 0;
    private volatile @Nullable RecycleCause missed;

    /// Says where permits are asked for. Nowhere, unless told otherwise.
    ///
    /// @param all how many workers the pool has
    /// @param going how many of them get no work any more, and their permits are not taken yet
    public void of(PermitDesk permits, IntSupplier all, IntSupplier going) {
        desk = permits;
        open = new OpenPermits(permits);
        workers = all;
        onTheirWay = going;
    }

    /// The permits of workers that leave without being asked by a signal.
    public OpenPermits open() {
        return open;
    }

    /// As many of those that want to go now as have a permit, or need none. For the others it is
    /// asked for.
    ///
    /// @param others how many more are on their way than the pool knows of
    public int allows(RecycleCause cause, int wanted, int others) {
        int before = onTheirWay.getAsInt() + others;
        int granted = desk.granted(cause, wanted + before, workers.getAsInt());
        return Math.clamp((long) granted - before, 0, wanted);
    }

    /// How many workers may go as soon as they have reached a limit. If one has and may not, a
    /// permit is asked for.
    ///
    /// @param may whether the pool itself would let one go
    public int ready(boolean may) {
        int before = onTheirWay.getAsInt();
        RecycleCause cause = missed;
        int wanted = before + (may && cause != null ? 1 : 0);
        if (wanted > 0) {
            var _ =
                    desk.granted(
                            cause == null ? RecycleCause.LIMIT : cause, wanted, workers.getAsInt());
        }
        missed = null;
        return Math.max(0, desk.unused() - before);
    }

    /// Whether a worker may go now for that cause. For any thread.
    public boolean has(RecycleCause cause) {
        return desk.has(cause);
    }

    /// A worker has reached a limit and may not go now. For any thread.
    public void missed() {
        missed = RecycleCause.LIMIT;
    }

    /// None of the workers is away on our account.
    ///
    /// @param serving how many serve; counted only where somebody wants to know
    public void whole(IntSupplier serving) {
        open.complete();
        desk.whole(serving);
    }

    /// Why workers that should go have no permit; empty: they have, or none should go.
    public Optional<String> waits() {
        return desk.waits();
    }
}
