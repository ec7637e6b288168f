package dev.kidreaper.pool.watched;

import dev.kidreaper.decide.Plan;
import dev.kidreaper.decide.WorkerForecast;
import dev.kidreaper.linux.LinuxException;
import dev.kidreaper.model.Durations;
import dev.kidreaper.model.Event;
import dev.kidreaper.model.Manager;
import dev.kidreaper.model.MemoryTimeline;
import dev.kidreaper.model.Outcome;
import dev.kidreaper.model.PoolSettings;
import dev.kidreaper.model.PoolSnapshot;
import dev.kidreaper.model.RecycleCause;
import dev.kidreaper.model.RecyclePolicy;
import dev.kidreaper.observe.Unreadable;
import dev.kidreaper.pool.CircuitBreaker;
import dev.kidreaper.pool.Mailbox;
import dev.kidreaper.pool.MemoryPressure;
import dev.kidreaper.pool.Recorder;
import dev.kidreaper.pool.RecycleClearance;
import dev.kidreaper.pool.RecycleEvidence;
import dev.kidreaper.pool.TrackedWorker;
import dev.kidreaper.pool.WorkerRecycling;
import dev.kidreaper.pool.asked.Wishes;
import dev.kidreaper.pool.permit.PermitDesk;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// One found pool while it is kept: looks, plans, has workers recycled, learns from the outcome.
final class WatchedPoolState implements AutoCloseable {
    private final PoolSettings settings;
    private final Manager manager;
    private final WatchedWorkers watchedWorkers;
    private final Recorder recorder;
    private final WorkerRecycling recycling;
    private final RecycleClearance clearance;
    private final MemoryPressure memoryPressure;
    private final CircuitBreaker circuitBreaker;
    private Wishes wishes = new Wishes();
    private final LongSupplier ticker;
    private final Clock wallClock;
    private Duration each;
    private final RecycleRight right;
    private int recycled;
    private int failed;
    private Gatekeeping gatekeeping = Gatekeeping.NONE;
    private final GateLine gateLine;
    private @Nullable KeptPool keptPool;

    /// @param policy how workers are recycled: only observed where they cannot be asked
    /// @param ticker the time in nanoseconds
    /// @param wallClock tells the local time too, for blackouts
    WatchedPoolState(
            PoolSettings settings,
            RecyclePolicy policy,
            Manager manager,
            WatchedWorkers watchedWorkers,
            Recorder recorder,
            WorkerRecycling recycling,
            MemoryPressure memoryPressure,
            LongSupplier ticker,
            Clock wallClock) {
        this.settings = settings;
        this.manager = manager;
        this.watchedWorkers = watchedWorkers;
        this.recorder = recorder;
        this.recycling = recycling;
        this.memoryPressure = memoryPressure;
        this.circuitBreaker = new CircuitBreaker(settings.name(), recorder, wallClock);
        this.clearance =
                new RecycleClearance(
                        policy,
                        recycling::away,
                        circuitBreaker::isOpen,
                        () -> LocalDateTime.now(wallClock));
        this.gateLine = new GateLine(clearance);
        this.each = policy.pace().newborn().plus(policy.pace().pause()).plusMillis(500);
        this.ticker = ticker;
        this.wallClock = wallClock;
        this.right =
                new RecycleRight(
                        settings.name(),
                        recycling,
                        circuitBreaker,
                        recorder,
                        wallClock,
                        ticker.getAsLong());
    }

    void permits(PermitDesk desk) {
        clearance.permits(desk, () -> watchedWorkers.workers().size(), gateLine::size);
    }

    Manager manager() {
        return manager;
    }

    List<MemoryTimeline> courses() {
        return watchedWorkers.courses();
    }

    WatchedWorkers crew() {
        return watchedWorkers;
    }

    /// Whether a recycle is under way.
    boolean isAtWork() {
        return recycling.running() > 0;
    }

    /// Takes over from the state that held until now, of the same crew: what was counted, and what
    /// an operator wants.
    void follows(WatchedPoolState before) {
        recycled = before.recycled;
        failed = before.failed;
        wishes = before.wishes;
        each = before.each;
        clearance.follows(before.clearance);
    }

    void begin(Gatekeeping door, Mailbox mailbox) {
        gatekeeping = door;
        var pool =
                new KeptPool(
                        manager, clearance, gateLine, watchedWorkers, this::start, mailbox, door);
        keptPool = pool;
        door.kept(pool);
        recorder.record(
                new Event.PoolFound(
                        wallClock.instant(),
                        settings.name(),
                        manager.id(),
                        manager.profile().name(),
                        watchedWorkers.workers().size()));
    }

    /// Looks at the workers that are due and has those go that are to go.
    ///
    /// @return how long nothing is due
    Duration tick(long now) throws Unreadable, LinuxException {
        watchedWorkers.look(now, memoryPressure.share());
        watchedWorkers
                .samples()
                .writeDown(
                        settings.name(), watchedWorkers::workers, now, wallClock, recorder::record);
        if (keptPool != null) {
            keptPool.letGo(now);
        }
        if (right.isDue(now)) {
            plan(now);
        }
        clearance.publish(now);
        if (recycling.running() == 0 && !circuitBreaker.isOpen(now)) {
            clearance.whole(() -> watchedWorkers.serving(clearance, now));
        }
        Duration next = Duration.ofNanos(Math.max(0, watchedWorkers.nextLook() - now));
        return gateLine.isEmpty() ? next : Durations.min(next, GateLine.LOOK_EVERY);
    }

    private void plan(long now) throws LinuxException, Unreadable {
        if (!wishes.areNone()) {
            wishes.keep(watchedWorkers.ids());
        }
        int free = clearance.free(wishes.areNone() ? RecycleCause.LIMIT : RecycleCause.ASKED, now);
        if (free == 0) {
            return;
        }
        List<WorkerForecast> outlooks = watchedWorkers.outlooks(clearance, now);
        List<Plan.Go> go = wishes.areNone() ? due(outlooks, free, now) : wishes.due(outlooks, free);
        if (go.isEmpty()) {
            memoryPressure.unrelieved(outlooks);
            return;
        }
        List<Plan.Go> permitted = clearance.permitted(go);
        if (!permitted.isEmpty() && right.acquire(now)) {
            permitted.forEach(one -> start(one, now));
            recycling.release();
        }
    }

    private List<Plan.Go> due(List<WorkerForecast> outlooks, int free, long now) {
        int atOnce = settings.policy().atOnce();
        return Plan.now(outlooks, free, atOnce, each, memoryPressure.now(now));
    }

    private void start(Plan.Go one, long now) {
        TrackedWorker worker = watchedWorkers.worker(one.worker()).orElse(null);
        if (worker == null) {
            return;
        }
        worker.setLeaving(true);
        wishes.remove(one.worker());
        clearance.started(now);
        memoryPressure.relieved(now);
        RecycleEvidence evidence = watchedWorkers.leaves(worker, one.reason(), now);
        Duration killAfter = settings.policy().pace().killAfter();
        recycling.start(one.worker(), one.reason(), killAfter, evidence, this::ended);
    }

    private void ended(Outcome outcome, Duration took) {
        long now = ticker.getAsLong();
        watchedWorkers.listAgain(now);
        memoryPressure.relieved(now);
        watchedWorkers.worker(outcome.worker()).ifPresent(w -> w.setLeaving(false));
        switch (outcome) {
            case Outcome.Vanished _ -> {}
            case Outcome.Failed f -> {
                failed++;
                watchedWorkers.worker(outcome.worker()).ifPresent(w -> w.hasStayed(now));
                if (f.fatal()) {
                    circuitBreaker.failed(f.problem(), now);
                }
            }
            case Outcome.Recycled _ -> {
                recycled++;
                Duration pause = settings.policy().pace().pause();
                // The next ones are planned with a recycle's usual length, a fifth of it the last.
                each = each.multipliedBy(4).plus(took.plus(pause)).dividedBy(5);
                circuitBreaker.recycled(
                        settings.limits().measure(),
                        watchedWorkers.limit(),
                        watchedWorkers.birthWeight());
            }
        }
    }

    /// Notes whom an operator wants to go.
    ///
    /// @param pid which; 0: all
    /// @return how many that are
    int want(int pid, RecycleCause because) {
        if (clearance.isObserving()) {
            return 0;
        }
        int wanted = wishes.add(watchedWorkers.ids(), pid, because);
        wishes.workers()
                .forEach(id -> watchedWorkers.worker(id).ifPresent(TrackedWorker::isWanted));
        return wanted;
    }

    RecycleClearance clearance() {
        return clearance;
    }

    WatchedPoolView view() {
        return new WatchedPoolView(
                settings,
                manager,
                watchedWorkers,
                clearance,
                circuitBreaker,
                recycling,
                right.longWait(),
                wishes,
                ticker.getAsLong());
    }

    /// How the pool stands.
    PoolSnapshot describe() {
        return view().describe(recycled, failed, each, memoryPressure.totalLimit());
    }

    @Override
    public void close() {
        gatekeeping.left();
        recycling.close();
        watchedWorkers.close();
    }
}
