package dev.kidreaper.pool.watched;

import dev.kidreaper.linux.LinuxException;
import dev.kidreaper.model.Event;
import dev.kidreaper.model.EventKind;
import dev.kidreaper.model.Limits;
import dev.kidreaper.model.Manager;
import dev.kidreaper.model.PoolSettings;
import dev.kidreaper.model.Reason;
import dev.kidreaper.model.RecyclePolicy;
import dev.kidreaper.model.ServedEvent;
import dev.kidreaper.model.Size;
import dev.kidreaper.observe.PoolReader;
import dev.kidreaper.observe.Proc;
import dev.kidreaper.observe.Unreadable;
import dev.kidreaper.observe.group.Machine;
import dev.kidreaper.pool.DescriptorShare;
import dev.kidreaper.pool.MachineMemory;
import dev.kidreaper.pool.ManagerChildren;
import dev.kidreaper.pool.ManagerFinder;
import dev.kidreaper.pool.MemoryPressure;
import dev.kidreaper.pool.RecycleJobs;
import dev.kidreaper.pool.WorkerMemory;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/// The search for a pool's manager and its workers. One that fails, for whatever reason, leaves
/// nothing open. For the thread that owns the pool.
final class PoolSearch {
    private volatile PoolSettings settings;
    private volatile @Nullable PoolSettings next;
    private final RecycleJobs.Context context;
    private final DescriptorShare share;
    private final Gatekeeping gatekeeping;
    private final Proc proc;
    private final PoolReader pools;
    private final ManagerFinder managerFinder;
    private String byRss = "";

    /// @param context of the recycles of the pool that is found
    PoolSearch(
            PoolSettings settings,
            RecycleJobs.Context context,
            DescriptorShare share,
            Gatekeeping gatekeeping,
            Proc proc) {
        this.gatekeeping = gatekeeping;
        this.settings = settings;
        this.context = context;
        this.share = share;
        this.proc = proc;
        this.pools = context.readers().get();
        context.permits().onGrant(() -> context.mailbox().tell(() -> {}));
        this.managerFinder = new ManagerFinder(settings, proc, pools);
    }

    /// The pool, looked at once.
    ///
    /// @throws Unreadable with a sentence that says why there is none
    WatchedPoolState find() throws Unreadable, LinuxException {
        takesNext();
        Manager manager = managerFinder.find();
        Limits limits = limits(manager);
        var machine = new Machine(proc);
        var memory = machine.memory(manager.id().pid());
        var watchedWorkers =
                new WatchedWorkers(
                        ManagerChildren.of(proc, pools),
                        limits.withChildren()
                                ? WorkerMemory.Opener.withHelpers(proc, pools)
                                : WorkerMemory.Opener.of(proc, pools),
                        manager,
                        limits,
                        memory,
                        share::workers,
                        why -> tell(EventKind.NOT_FOLLOWED, why),
                        System::nanoTime);
        // Not before its workers' own clocks begin, or they are not looked at.
        long now = System.nanoTime();
        var memoryPressure = pressure(manager, watchedWorkers, machine, memory);
        boolean found = false;
        try {
            watchedWorkers.look(now, memoryPressure.share());
            var state = state(settings.with(limits), manager, watchedWorkers, memoryPressure);
            found = true;
            return state;
        } finally {
            if (!found) {
                watchedWorkers.close();
            }
        }
    }

    private MemoryPressure pressure(
            Manager manager, WatchedWorkers watchedWorkers, Machine machine, Size memory) {
        return new MemoryPressure(
                watchedWorkers.limits(),
                watchedWorkers::workers,
                MachineMemory.of(machine, manager.id().pid()),
                memory,
                this::limitTooLow,
                System.nanoTime());
    }

    /// The settings that hold now. For any thread.
    PoolSettings settings() {
        return settings;
    }

    /// Other settings are to hold from now on. For any thread.
    ///
    /// @return false: what is known of the workers would be lost, and nothing changes
    boolean offer(PoolSettings other) {
        if (!other.keepsCrewOf(settings)) {
            return false;
        }
        next = other;
        return true;
    }

    private boolean takesNext() {
        PoolSettings other = next;
        if (other == null) {
            return false;
        }
        next = null;
        settings = other;
        return true;
    }

    /// A pool, kept by the newest settings, with the same crew. A change waits until no recycle is
    /// under way.
    WatchedPoolState upToDate(WatchedPoolState before) throws Unreadable, LinuxException {
        return before.isAtWork() || !takesNext() ? before : changed(before);
    }

    private WatchedPoolState changed(WatchedPoolState before) throws Unreadable, LinuxException {
        WatchedWorkers crew = before.crew();
        Limits limits = settings.limits();
        crew.limits(crew.limits().measure() == limits.measure() ? limits : limits.byRss());
        var machine = new Machine(proc);
        var memory = machine.memory(before.manager().id().pid());
        MemoryPressure pressure = pressure(before.manager(), crew, machine, memory);
        var state = state(settings.with(crew.limits()), before.manager(), crew, pressure);
        state.follows(before);
        return state;
    }

    /// The pool's limits; where their measure may not be read, and nobody chose it, they are of
    /// RSS.
    private Limits limits(Manager manager) throws Unreadable {
        Limits limits = settings.limits();
        if (!limits.mayGoByRss()) {
            return limits;
        }
        try {
            pools.checkWeighable(manager);
            return limits;
        } catch (Unreadable e) {
            if (e.why() != Unreadable.Why.DENIED) {
                throw e;
            }
            if (!e.sentence().equals(byRss)) {
                byRss = e.sentence();
                tell(EventKind.GOES_BY_RSS, byRss);
            }
            return limits.byRss();
        }
    }

    /// A pool whose workers cannot be asked to leave is only observed.
    private WatchedPoolState state(
            PoolSettings kept,
            Manager manager,
            WatchedWorkers watchedWorkers,
            MemoryPressure memoryPressure) {
        RecyclePolicy policy = settings.policy();
        var jobs = new RecycleJobs(context, manager, policy, gatekeeping.gate());
        var state =
                new WatchedPoolState(
                        kept,
                        jobs.canAsk() ? policy : policy.observing(),
                        manager,
                        watchedWorkers,
                        context.recorder(),
                        jobs,
                        memoryPressure,
                        System::nanoTime,
                        Clock.system(ZoneId.systemDefault()));
        state.permits(context.permits());
        return state;
    }

    private void limitTooLow(Reason sum) {
        context.recorder().record(new Event.LimitTooLow(Instant.now(), settings.name(), sum));
    }

    private void tell(EventKind kind, String why) {
        context.recorder()
                .record(new ServedEvent.Notice(Instant.now(), settings.name(), kind, why));
    }
}
