package dev.kidreaper.pool.watched;

import dev.kidreaper.linux.LinuxException;
import dev.kidreaper.model.Durations;
import dev.kidreaper.model.Event;
import dev.kidreaper.model.EventKind;
import dev.kidreaper.model.Limits;
import dev.kidreaper.model.Manager;
import dev.kidreaper.model.PoolSettings;
import dev.kidreaper.model.PoolSnapshot;
import dev.kidreaper.model.ProcessId;
import dev.kidreaper.model.Reason;
import dev.kidreaper.model.RecycleCause;
import dev.kidreaper.model.RecyclePolicy;
import dev.kidreaper.model.ServedEvent;
import dev.kidreaper.observe.PoolReader;
import dev.kidreaper.observe.Proc;
import dev.kidreaper.observe.Unreadable;
import dev.kidreaper.observe.group.Machine;
import dev.kidreaper.pool.GrowthExplainer;
import dev.kidreaper.pool.MachineMemory;
import dev.kidreaper.pool.Mailbox;
import dev.kidreaper.pool.ManagedPool;
import dev.kidreaper.pool.ManagerChildren;
import dev.kidreaper.pool.ManagerFinder;
import dev.kidreaper.pool.MemoryPressure;
import dev.kidreaper.pool.PoolEvidence;
import dev.kidreaper.pool.Recorder;
import dev.kidreaper.pool.RecycleJobs;
import dev.kidreaper.pool.WorkerMemory;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Keeps one configured pool at a sane size for as long as the daemon runs: finds its manager,
/// watches its workers, finds it again when it has gone. Its thread owns all that it knows; others
/// put messages into its queue.
public final class WatchedPool implements ManagedPool {
    private static final Duration SHORTEST_SEARCH = Duration.ofMillis(200);
    private static final Duration LONGEST_SEARCH = Duration.ofSeconds(5);
    private static final Duration LONGEST_SLEEP = Duration.ofSeconds(2);

    private final PoolSettings settings;
    private final Recorder recorder;
    private final Supplier<PoolReader> readers;
    private final GrowthExplainer growthExplainer;
    private final Proc proc = Proc.ofMachine();
    private final PoolReader pools;
    private final ManagerFinder managerFinder;
    private final Mailbox mailbox = new Mailbox();
    private final CompletableFuture<Boolean> ended = new CompletableFuture<>();
    private volatile PoolSnapshot published;
    private boolean stopping;
    private @Nullable WatchedPoolState watchedPoolState;
    private Duration search = SHORTEST_SEARCH;
    private String lost = "its manager was not found yet";
    private String missing = "";

    /// @param readers makes readers of pools: each thread needs one of its own
    public WatchedPool(
            PoolSettings settings,
            Recorder recorder,
            Supplier<PoolReader> readers,
            GrowthExplainer growthExplainer) {
        this.settings = settings;
        this.recorder = recorder;
        this.readers = readers;
        this.growthExplainer = growthExplainer;
        this.pools = readers.get();
        this.managerFinder = new ManagerFinder(settings, proc, pools);
        this.published = lost();
    }

    @Override
    public String name() {
        return settings.name();
    }

    @Override
    public PoolSnapshot snapshot() {
        return published;
    }

    /// Begins. Its manager may come later, so there is nothing to wait for.
    @Override
    public CompletableFuture<@Nullable String> start() {
        Thread.ofPlatform().name("pool-" + settings.name()).start(this::work);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletableFuture<Integer> recycle(int pid, RecycleCause because) {
        return mailbox.ask(
                () -> watchedPoolState == null ? 0 : watchedPoolState.want(pid, because));
    }

    @Override
    public CompletableFuture<Optional<PoolEvidence>> evidence(ProcessId manager) {
        return mailbox.ask(() ->
                Optional.ofNullable(watchedPoolState)
                        .filter(state -> state.manager().id().equals(manager))
                        .map(state -> new PoolEvidence(name(), state.manager(), state.courses())));
    }

    @Override
    public void stop() {
        mailbox.tell(() -> stopping = true);
    }

    @Override
    public CompletableFuture<Boolean> ended() {
        return ended;
    }

    private void work() {
        while (!stopping) {
            try {
                Duration sleep = watchedPoolState == null ? find() : keep(watchedPoolState);
                published = watchedPoolState == null ? lost() : watchedPoolState.describe();
                await(sleep);
            } catch (RuntimeException e) {
                // Ours to mend, but no reason to leave the other pools, or this one, alone.
                lose("[BUG] " + e);
                await(LONGEST_SEARCH);
            }
        }
        if (watchedPoolState != null) {
            watchedPoolState.close();
        }
        ended.complete(true);
    }

    private Duration find() {
        try {
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
                            System::nanoTime);
            // Not before its workers' own clocks begin, or they are not looked at.
            long now = System.nanoTime();
            var memoryPressure =
                    new MemoryPressure(
                            limits,
                            watchedWorkers::workers,
                            MachineMemory.of(machine, manager.id().pid()),
                            memory,
                            this::limitTooLow,
                            now);
            var found = found(settings.with(limits), manager, watchedWorkers, memoryPressure);
            lookFirst(watchedWorkers, memoryPressure, now);
            watchedPoolState = found;
            search = SHORTEST_SEARCH;
            missing = "";
            found.begin();
            return Duration.ZERO;
        } catch (Unreadable e) {
            missing(e.sentence());
        } catch (LinuxException e) {
            missing(e.sentence());
        }
        Duration wait = search;
        search = Durations.min(search.multipliedBy(2), LONGEST_SEARCH);
        return wait;
    }

    private static void lookFirst(WatchedWorkers workers, MemoryPressure pressure, long now)
            throws Unreadable, LinuxException {
        try {
            workers.look(now, pressure.share());
        } catch (Unreadable | LinuxException e) {
            workers.close();
            throw e;
        }
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
            tell(EventKind.GOES_BY_RSS, e.sentence());
            return limits.byRss();
        }
    }

    /// Why the pool is not kept now. It is told once, and again when it is another reason.
    private void missing(String why) {
        lost = why;
        if (!why.equals(missing)) {
            missing = why;
            tell(EventKind.POOL_MISSING, why);
        }
    }

    private void tell(EventKind kind, String why) {
        recorder.record(new ServedEvent.Notice(Instant.now(), settings.name(), kind, why));
    }

    /// A pool whose workers cannot be asked to leave is only observed.
    private WatchedPoolState found(
            PoolSettings kept,
            Manager manager,
            WatchedWorkers watchedWorkers,
            MemoryPressure memoryPressure) {
        var context = new RecycleJobs.Context(name(), readers, recorder, growthExplainer, mailbox);
        RecyclePolicy policy = settings.policy();
        var jobs = new RecycleJobs(context, manager, policy);
        return new WatchedPoolState(
                kept,
                jobs.canAsk() ? policy : policy.observing(),
                manager,
                watchedWorkers,
                recorder,
                jobs,
                memoryPressure,
                System::nanoTime,
                Clock.system(ZoneId.systemDefault()));
    }

    private void limitTooLow(Reason sum) {
        recorder.record(new Event.LimitTooLow(Instant.now(), settings.name(), sum));
    }

    private Duration keep(WatchedPoolState now) {
        try {
            return Durations.min(now.tick(System.nanoTime()), LONGEST_SLEEP);
        } catch (Unreadable e) {
            lose(e.sentence());
        } catch (LinuxException e) {
            lose(e.sentence());
        }
        return Duration.ZERO;
    }

    private void lose(String why) {
        lost = why;
        if (watchedPoolState != null) {
            ProcessId manager = watchedPoolState.manager().id();
            watchedPoolState.close();
            watchedPoolState = null;
            recorder.record(new Event.PoolLost(Instant.now(), settings.name(), manager, why));
        }
    }

    private PoolSnapshot lost() {
        return PoolSnapshot.unknown(
                name(), PoolSnapshot.State.LOST, lost, settings.limits().measure());
    }

    /// Sleeps, but answers messages at once.
    private void await(Duration longest) {
        try {
            mailbox.await(longest);
        } catch (InterruptedException e) {
            stopping = true;
        }
    }
}
