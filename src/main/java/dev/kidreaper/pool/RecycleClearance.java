package dev.kidreaper.pool;

import dev.kidreaper.decide.OperatorPause;
import dev.kidreaper.decide.Plan;
import dev.kidreaper.decide.RecycleHold;
import dev.kidreaper.model.Limits;
import dev.kidreaper.model.ProcessId;
import dev.kidreaper.model.RecycleCause;
import dev.kidreaper.model.RecyclePolicy;
import dev.kidreaper.pool.permit.PermitDesk;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;
import java.util.function.LongPredicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Whether a worker may be asked to go now: the one place in which that is decided, whatever the
/// kind of pool and the cause. For the thread that owns the pool, but for what says otherwise.
/*
 * The front's thread must know at once what becomes of a worker that has just reached its limit. It
 * cannot wait for the owner. So the owner keeps a balance of permits: how many workers may go now,
 * less those to which the front's thread has given leave and of which the owner has not heard yet.
 * Both only ever add to the balance, so no permit is given twice.
 */
public final class RecycleClearance {
    private final RecyclePolicy policy;
    private @Nullable OperatorPause pause;
    private final IntSupplier away;
    private final LongPredicate isBroken;
    private final Supplier<LocalDateTime> wallClock;
    private final Permits permits = new Permits();
    private final Permits spares = new Permits();
    private PermitDesk permitDesk = PermitDesk.NONE;
    private IntSupplier spare = () -> RecyclePolicy.MOST_AT_ONCE;
    private boolean any;
    private long last;

    /// How many workers may go now. The owner publishes it; the front's thread takes from it.
    public static final class Permits {
        private final AtomicInteger left = new AtomicInteger();
        private int granted;

        /// So many may go now. For the owner.
        public void publish(int free) {
            left.addAndGet(free - granted);
            granted = free;
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

        /// The owner has heard of one that was taken, and has published what that leaves; or it was
        /// not used.
        public void giveBack() {
            left.incrementAndGet();
        }
    }

    /// @param away how many workers are away now: asked to leave, and not replaced yet
    /// @param isBroken whether the circuit breaker is open at a time, in nanoseconds
    /// @param wallClock the local time, for blackouts
    public RecycleClearance(
            RecyclePolicy policy,
            IntSupplier away,
            LongPredicate isBroken,
            Supplier<LocalDateTime> wallClock) {
        this.policy = policy;
        this.away = away;
        this.isBroken = isBroken;
        this.wallClock = wallClock;
    }

    /// Says how many workers may go at once that could serve on: they have only answered as many
    /// requests as they should. All, unless told otherwise.
    public void sparing(IntSupplier workers) {
        spare = workers;
    }

    /// Says where permits of a budget that is larger than the pool are asked for. Nowhere, unless
    /// told otherwise.
    public void permits(PermitDesk desk) {
        permitDesk = desk;
    }

    /// As many of the workers that are to go now as have a permit, or need none. For the others it
    /// is asked for.
    ///
    /// @param workers how many the pool has
    public List<Plan.Go> permitted(List<Plan.Go> all, int workers) {
        if (all.isEmpty()) {
            return all;
        }
        RecycleCause cause = all.getFirst().reason().causeOr(RecycleCause.LIMIT);
        return all.subList(0, Math.min(all.size(), permitDesk.granted(cause, all.size(), workers)));
    }

    /// None of the workers is away on our account.
    ///
    /// @param serving how many serve; counted only where somebody wants to know
    public void whole(IntSupplier serving) {
        permitDesk.whole(serving);
    }

    /// Why workers that should go have no permit; empty: they have, or none should go.
    public Optional<String> waits() {
        return permitDesk.waits();
    }

    /// How many workers may go now for that cause: one after the other where there is a pause
    /// between two.
    ///
    /// @param now in nanoseconds
    public int free(RecycleCause cause, long now) {
        int gone = away.getAsInt();
        if (hold(cause, gone, now).isPresent()) {
            return 0;
        }
        int most = Math.max(0, policy.atOnce() - gone);
        return policy.pace().pause().isPositive() ? Math.min(1, most) : most;
    }

    private Optional<RecycleHold> hold(RecycleCause cause, int gone, long now) {
        return RecycleHold.of(policy, cause, situation(gone, now));
    }

    private RecycleHold.Situation situation(int gone, long now) {
        return new RecycleHold.Situation(
                gone,
                any ? Duration.ofNanos(now - last) : null,
                pause,
                !policy.blackouts().isEmpty() && policy.isBlackout(wallClock.get()),
                isBroken.test(now));
    }

    /// Why no worker that has reached its limit may go now, a sentence; empty: one may.
    public Optional<String> obstacle(long now) {
        int gone = away.getAsInt();
        return hold(RecycleCause.LIMIT, gone, now)
                .map(h -> h.sentence(policy, situation(gone, now), now))
                .or(this::waits);
    }

    /// What stands against recycling its workers.
    ///
    /// @param limits of the pool
    /// @param resting as there
    public ManagedPool.Obstacles obstacles(
            Limits limits, Map<ProcessId, Duration> resting, long now) {
        return new ManagedPool.Obstacles(limits, policy, obstacle(now).orElse(null), resting);
    }

    /// An operator's pause begins, or ends.
    ///
    /// @param of null: it ends
    public void pause(@Nullable OperatorPause of) {
        pause = of;
    }

    /// Takes over from the clearance that held until now: an operator's pause, and when the last
    /// worker was asked.
    public void follows(RecycleClearance before) {
        pause = before.pause;
        any = before.any;
        last = before.last;
    }

    /// Whether no worker is ever recycled.
    public boolean isObserving() {
        return policy.observe();
    }

    /// Whether a worker is too young to be recycled.
    public boolean isNewborn(Duration age) {
        return age.compareTo(policy.pace().newborn()) < 0;
    }

    /// Whether a worker of that age that has just answered a request may be recycled: it has its
    /// own signal handlers, so where limits are exact no worker is too young.
    public boolean mayBeRecycledAt(Duration age) {
        return policy.exact() || !isNewborn(age);
    }

    /// A worker is asked to go now.
    public void started(long now) {
        any = true;
        last = now;
    }

    /// Publishes how many may go now, for the front's thread.
    public void publish(long now) {
        int free =
                policy.exact() && mayGoExactly(now)
                        ? RecyclePolicy.MOST_AT_ONCE
                        : free(RecycleCause.LIMIT, now);
        permits.publish(free);
        spares.publish(spare.getAsInt());
    }

    /// Whether a worker may go at once. For the front's thread.
    public boolean hasPermit() {
        return permits.any();
    }

    /// Takes the permit for one worker to go at once for that cause. Whether there was one; if so,
    /// the owner is to be told, and to {@link #settle}. For the front's thread.
    public boolean tryPermit(RecycleCause because) {
        boolean mayStay = because == RecycleCause.MAX_REQUESTS;
        if (mayStay && !spares.tryTake()) {
            return false;
        }
        if (!permits.tryTake()) {
            if (mayStay) {
                spares.giveBack();
            }
            return false;
        }
        return true;
    }

    /// Whether a worker that has been found to have reached its own limit may go now: as soon as it
    /// is found where limits are exact. For the owner.
    public boolean mayGoExactly(long now) {
        return policy.exact()
                ? hold(RecycleCause.LIMIT, away.getAsInt(), now)
                        .filter(RecycleHold::holdsExactly)
                        .isEmpty()
                : free(RecycleCause.LIMIT, now) > 0;
    }

    /// Whether none may go now for that cause, not even one that gets no more requests already.
    public boolean isHeld(RecycleCause cause, long now) {
        return hold(cause, away.getAsInt(), now).filter(RecycleHold::holdsExactly).isPresent();
    }

    /// The owner knows now of a worker for which a permit was taken, and counts it as away.
    public void settle(RecycleCause because, long now) {
        publish(now); // First, so that the balance is never too high.
        permits.giveBack();
        if (because == RecycleCause.MAX_REQUESTS) {
            spares.giveBack();
        }
    }
}
