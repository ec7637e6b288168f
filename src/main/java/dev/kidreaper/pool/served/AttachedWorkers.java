package dev.kidreaper.pool.served;

import dev.kidreaper.decide.MemoryLimit;
import dev.kidreaper.decide.WorkerForecast;
import dev.kidreaper.linux.LinuxException;
import dev.kidreaper.model.Durations;
import dev.kidreaper.model.Limit;
import dev.kidreaper.model.Limits;
import dev.kidreaper.model.Manager;
import dev.kidreaper.model.PoolSnapshot;
import dev.kidreaper.model.PoolSnapshot.State;
import dev.kidreaper.model.ProcessId;
import dev.kidreaper.model.Reason;
import dev.kidreaper.model.RecycleCause;
import dev.kidreaper.model.ServeSettings;
import dev.kidreaper.model.Size;
import dev.kidreaper.model.Worker;
import dev.kidreaper.observe.Unreadable;
import dev.kidreaper.pool.MachineMemory;
import dev.kidreaper.pool.ManagedPool.Evidence;
import dev.kidreaper.pool.ManagerChildren;
import dev.kidreaper.pool.MemoryPressure;
import dev.kidreaper.pool.PoolSamples;
import dev.kidreaper.pool.RecycleEvidence;
import dev.kidreaper.pool.RunningManager;
import dev.kidreaper.pool.TrackedWorker;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The book of a running manager's workers. For the thread that owns the pool.
final class AttachedWorkers {
    private static final Duration LIST_EVERY = Duration.ofMillis(200);
    private static final long ANEW_EVERY = 10_000_000_000L; // Meanwhile the pids are enough.

    private final ServeSettings settings;
    private final RunningManager runningManager;
    private final ManagerChildren children;
    private final MeterFactory meters;
    private final MachineMemory machine;
    private final PoolReporter report;
    final PoolSamples poolSamples;
    private final LongSupplier ticker;
    private final Map<ProcessId, AttachedWorker> workers = new HashMap<>();
    private @Nullable Manager manager;
    private @Nullable Size limit;
    private @Nullable MemoryPressure memoryPressure;
    private long nextList;
    private long anew;
    private List<Integer> listed = List.of();
    private Duration search = LIST_EVERY;

    /// @param ticker the time in nanoseconds
    AttachedWorkers(
            ServeSettings settings,
            RunningManager runningManager,
            ManagerChildren children,
            MeterFactory meters,
            MachineMemory machine,
            PoolReporter report,
            LongSupplier ticker) {
        this.settings = settings;
        this.report = report;
        this.runningManager = runningManager;
        this.children = children;
        this.meters = meters;
        this.machine = machine;
        this.ticker = ticker;
        this.nextList = ticker.getAsLong();
        this.poolSamples = new PoolSamples(nextList);
    }

    /// The manager; null while it is not found.
    @Nullable Manager manager() {
        return manager;
    }

    /// Whether each worker holds a connection.
    boolean areAllHeld() {
        return !workers.isEmpty()
                && workers.values().stream().allMatch(w -> w.number() != null || w.cause() != null);
    }

    /// Looks who is there.
    void tick(long now) throws Unreadable, LinuxException {
        if (now - nextList >= 0) {
            nextList = now + search.toNanos();
            list(now);
        }
    }

    /// All workers that are there, or hold a connection still.
    Collection<AttachedWorker> workers() {
        return workers.values();
    }

    /// The size at which a worker goes; null when there is none.
    @Nullable Size limit() {
        return limit;
    }

    /// A worker is about to be asked to leave: what is known of it, if it goes for its size.
    @Nullable RecycleEvidence leaves(AttachedWorker worker, Reason reason, long now) {
        return poolSamples.leaves(worker.trackedWorker, reason, tracked(), now);
    }

    /// As {@link dev.kidreaper.model.Profile#skipsEnd}.
    boolean skipsEnd() {
        return manager != null && manager.profile().skipsEnd();
    }

    /// What was seen of the workers' memory; empty when that is another manager's pool.
    Optional<Evidence> seen(ProcessId whose) {
        return Optional.ofNullable(manager)
                .filter(m -> m.id().equals(whose))
                .map(m -> new Evidence(settings.name(), m, poolSamples.courses(tracked())));
    }

    /// Of its own size nothing is foreseen: after each request it is known.
    WorkerForecast outlook(AttachedWorker worker, boolean mayGo, long now) {
        OptionalLong most = limit == null ? OptionalLong.empty() : OptionalLong.of(limit.bytes());
        return WorkerForecast.of(worker.known(now), settings.limits(), most, 0, mayGo);
    }

    /// What it weighs: by the reading that has found it too large, where there was one.
    Reason weight(AttachedWorker worker, RecycleCause cause) {
        Limit most = limit == null ? null : new Limit(settings.limits().measure(), limit);
        return new Reason(cause, settings.limits().measure(), worker.weight(cause), most);
    }

    List<TrackedWorker> tracked() {
        return workers.values().stream().map(w -> w.trackedWorker).toList();
    }

    /// Has the list read again at the next tick.
    void listAgain() {
        nextList = ticker.getAsLong();
        listed = List.of();
    }

    private void list(long now) throws Unreadable, LinuxException {
        Manager found = find(now);
        List<Integer> pids = children.pids(found);
        if (pids.equals(listed) && now - anew < 0) {
            for (AttachedWorker worker : workers.values()) {
                look(worker, now);
            }
            return;
        }
        listed = List.of();
        int ours = listAnew(found, pids, now);
        // As long as one is not ours, which it may be soon, all are looked at.
        listed = ours == pids.size() && ours == workers.size() ? pids : listed;
        anew = now + ANEW_EVERY;
    }

    private int listAnew(Manager found, List<Integer> pids, long now)
            throws Unreadable, LinuxException {
        var there = new HashSet<ProcessId>();
        double uptime = children.uptime();
        for (int pid : pids) {
            Worker worker = children.worker(found, pid, uptime).orElse(null);
            if (worker != null && isOurs(worker.id())) {
                there.add(worker.id());
                welcome(worker, now);
            }
        }
        List.copyOf(workers.values()).stream()
                .filter(w -> !there.contains(w.id) && w.number() == null)
                .forEach(this::forget);
        return there.size();
    }

    private Manager find(long now) throws Unreadable {
        try {
            Manager found = manager == null ? runningManager.find() : manager;
            if (!runningManager.isStill(found)) {
                throw new Unreadable(
                        Unreadable.Why.GONE, "pid %s is another process".formatted(found.id()));
            }
            if (manager == null) {
                settleMemoryLimits(found, now);
            }
            search = LIST_EVERY;
            return found;
        } catch (Unreadable e) {
            manager = null;
            search = Durations.min(search.multipliedBy(2), runningManager.longestSearch());
            throw e;
        }
    }

    private void settleMemoryLimits(Manager found, long now) throws Unreadable {
        manager = found;
        Size memory = runningManager.memory(found);
        Limits limits = settings.limits();
        OptionalLong most = MemoryLimit.resolve(limits.worker(), memory, OptionalLong.empty());
        limit = most.isEmpty() ? null : new Size(most.getAsLong());
        MachineMemory around = machine.around(found.id().pid());
        memoryPressure =
                new MemoryPressure(limits, this::tracked, around, memory, report::limitTooLow, now);
    }

    /// A worker goes, or has gone: what was seen before is no reason for another one to go.
    void relieved(long now) {
        if (memoryPressure != null) {
            memoryPressure.relieved(now);
        }
    }

    /// How many workers are such ones.
    int count(Predicate<AttachedWorker> which) {
        return (int) workers.values().stream().filter(which).count();
    }

    /// Whether the pool or the machine is short of memory; null while there is no manager.
    @Nullable MemoryPressure memoryPressure() {
        return memoryPressure;
    }

    /// Whether a worker accepts where we connect: a manager may have several pools.
    private boolean isOurs(ProcessId worker) throws Unreadable, LinuxException {
        AttachedWorker known = workers.get(worker);
        return (known != null && known.number() != null) || runningManager.mayAccept(worker);
    }

    private void welcome(Worker worker, long now) throws LinuxException, Unreadable {
        AttachedWorker attachedWorker = workers.get(worker.id());
        if (attachedWorker == null) {
            attachedWorker = new AttachedWorker(meters.meters(worker, now), limit, now);
            workers.put(worker.id(), attachedWorker);
            poolSamples.came();
        }
        look(attachedWorker, now);
    }

    private void look(AttachedWorker worker, long now) throws Unreadable {
        long most = limit == null ? MemoryPressure.NO_LIMIT : limit.bytes();
        long share = memoryPressure == null ? MemoryPressure.NO_LIMIT : memoryPressure.share();
        worker.trackedWorker.look(now, Math.min(most, worker.trackedWorker.size() + share));
    }

    private void forget(AttachedWorker worker) {
        if (worker.cause() == null) {
            report.exited(worker.id, "its process is gone", null);
        }
        workers.remove(worker.id);
        worker.close();
    }

    /// How the pool stands.
    ///
    /// @param words how its workers stand
    /// @param paused why recycling is stopped; null: it is not
    PoolSnapshot describe(String words, int recycled, int failed, @Nullable String paused) {
        Size most = limit;
        OptionalLong bytes = most == null ? OptionalLong.empty() : OptionalLong.of(most.bytes());
        var kept = settings.policy().observe() ? State.OBSERVING : State.SERVING;
        var found = paused != null ? State.PAUSED : kept;
        return new PoolSnapshot(
                        settings.name(),
                        manager == null ? State.LOST : found,
                        paused != null ? paused : words,
                        manager,
                        settings.limits().measure(),
                        most == null ? null : most.bytes(),
                        workers.values().stream().map(w -> w.snapshot(bytes)).toList(),
                        count(w -> w.cause() != null),
                        recycled,
                        failed,
                        null,
                        List.of())
                .with(ServedWorker.requests(workers.values()), null);
    }
}
