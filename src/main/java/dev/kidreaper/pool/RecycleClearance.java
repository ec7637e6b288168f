package dev.kidreaper.pool;

import dev.kidreaper.decide.OperatorPause;
import dev.kidreaper.decide.Plan;
import dev.kidreaper.decide.RecycleHold;
import dev.kidreaper.model.Limits;
import dev.kidreaper.model.ProcessId;
import dev.kidreaper.model.RecycleCause;
import dev.kidreaper.model.RecyclePolicy;
import dev.kidreaper.pool.permit.OpenPermits;
import dev.kidreaper.pool.permit.PermitBalance;
import dev.kidreaper.pool.permit.PermitDesk;
import dev.kidreaper.pool.permit.PoolBudget;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntSupplier;
import java.util.function.LongPredicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Whether a worker may be asked to go now: the one place in which that is decided, whatever the
/// kind of pool and the cause. For the thread that owns the pool, but for what says otherwise.
public final class RecycleClearance {
    private final RecyclePolicy policy;
    private @Nullable OperatorPause pause;
    private final IntSupplier away;
    private final LongPredicate isBroken;
    private final Supplier<LocalDateTime> wallClock;
    private final PermitBalance permits = new PermitBalance();
    private final PermitBalance spares = new PermitBalance();
    private final PoolBudget budget = new PoolBudget();
    private IntSupplier spare = () -> RecyclePolicy.MOST_AT_ONCE;
    private boolean any;
    private long last;

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
    ///
    /// @param workers how many the pool has
    /// @param onTheirWay how many of them get no work any more, and were not asked to leave yet
    public void permits(PermitDesk desk, IntSupplier workers, IntSupplier onTheirWay) {
        budget.of(desk, workers, onTheirWay);
    }

    /// As many of the workers that are to go now as have a permit, or need none. For the others it
    /// is asked for.
    public List<Plan.Go> permitted(List<Plan.Go> all) {
        if (all.isEmpty()) {
            return all;
        }
        RecycleCause cause = all.getFirst().reason().causeOr(RecycleCause.LIMIT);
        return all.subList(0, permitted(cause, all.size()));
    }

    /// The same, of so many workers that are to go now for that cause.
    public int permitted(RecycleCause cause, int wanted) {
        return budget.allows(cause, wanted, permits.outstanding());
    }

    /// The permits of workers that leave without being asked by a signal.
    public OpenPermits open() {
        return budget.open();
    }

    /// None of the workers is away on our account.
    ///
    /// @param serving how many serve; counted only where somebody wants to know
    public void whole(IntSupplier serving) {
        budget.whole(serving);
    }

    /// Why workers that should go have no permit; empty: they have, or none should go.
    public Optional<String> waits() {
        return budget.waits();
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
        return obstacle(RecycleCause.LIMIT, now);
    }

    private Optional<String> obstacle(RecycleCause cause, long now) {
        int gone = away.getAsInt();
        return hold(cause, gone, now)
                .map(h -> h.sentence(policy, situation(gone, now), now))
                .or(this::waits);
    }

    /// What stands against recycling its workers.
    ///
    /// @param limits of the pool
    /// @param resting as there
    /// @param wanted as there
    public ManagedPool.Obstacles obstacles(
            Limits limits, Map<ProcessId, Duration> resting, Set<ProcessId> wanted, long now) {
        String hold = obstacle(RecycleCause.ASKED, now).orElse(null);
        return new ManagedPool.Obstacles(
                limits,
                policy,
                obstacle(now).orElse(null),
                resting,
                new ManagedPool.Obstacles.Wanted(wanted, hold));
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
                policy.exact() && isFreeExactly(now)
                        ? RecyclePolicy.MOST_AT_ONCE
                        : free(RecycleCause.LIMIT, now);
        permits.publish(Math.min(free, budget.ready(free > 0)));
        spares.publish(spare.getAsInt());
    }

    /// Whether a worker may go at once. For the front's thread.
    public boolean hasPermit() {
        boolean any = permits.any();
        if (!any) {
            budget.missed();
        }
        return any;
    }

    /// Takes the permit for one worker to go at once for that cause. Whether there was one; if so,
    /// the owner is to be told, and to {@link #settle}. For the front's thread.
    public boolean tryPermit(RecycleCause because) {
        boolean mayStay = because == RecycleCause.MAX_REQUESTS;
        if (mayStay && !spares.tryTake()) {
            return false;
        }
        boolean taken = permits.tryTake();
        boolean may = taken && budget.has(because);
        if (taken && !may) {
            permits.giveBack();
        }
        if (!may && mayStay) {
            spares.giveBack();
        }
        return may;
    }

    /// Whether a worker that has been found to have reached its own limit may go now: as soon as it
    /// is found where limits are exact. For the owner.
    public boolean mayGoExactly(long now) {
        return isFreeExactly(now) && permitted(RecycleCause.LIMIT, 1) > 0;
    }

    private boolean isFreeExactly(long now) {
        return policy.exact()
                ? hold(RecycleCause.LIMIT, away.getAsInt(), now)
                        .filter(RecycleHold::holdsExactly)
                        .isEmpty()
                : free(RecycleCause.LIMIT, now) > 0;
    }

    /// Whether none may go now for that cause, not even one that gets no more requests already.
    public boolean isHeld(RecycleCause cause, long now) {
        return !budget.has(cause)
                || hold(cause, away.getAsInt(), now).filter(RecycleHold::holdsExactly).isPresent();
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
