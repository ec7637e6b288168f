package dev.kidreaper.pool.watched;

import dev.kidreaper.decide.MemoryLimit;
import dev.kidreaper.decide.SamplingInterval;
import dev.kidreaper.decide.WorkerForecast;
import dev.kidreaper.linux.Errno;
import dev.kidreaper.linux.LinuxException;
import dev.kidreaper.model.Limit;
import dev.kidreaper.model.Limits;
import dev.kidreaper.model.Manager;
import dev.kidreaper.model.MemoryTimeline;
import dev.kidreaper.model.ProcessId;
import dev.kidreaper.model.Reason;
import dev.kidreaper.model.RecycleCause;
import dev.kidreaper.model.Size;
import dev.kidreaper.model.Worker;
import dev.kidreaper.observe.Unreadable;
import dev.kidreaper.pool.ManagerChildren;
import dev.kidreaper.pool.MemoryPressure;
import dev.kidreaper.pool.NewbornSizes;
import dev.kidreaper.pool.PoolSamples;
import dev.kidreaper.pool.RecycleClearance;
import dev.kidreaper.pool.RecycleEvidence;
import dev.kidreaper.pool.TrackedWorker;
import dev.kidreaper.pool.WorkerMemory;
import dev.kidreaper.pool.places.WorkerPlaces;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The workers of one manager as they are followed, looked at when each is due. For the thread that
/// owns the pool.
final class WatchedWorkers implements AutoCloseable {
    private final ManagerChildren children;
    private final WorkerMemory.Opener memories;
    private final LongSupplier ticker;
    private final Manager manager;
    private Limits limits;
    private final Size memory;
    private final Map<Integer, TrackedWorker> workers = new HashMap<>();
    private final IntSupplier most;
    private final Consumer<String> leftOut;
    private final PoolSamples poolSamples;
    private final NewbornSizes newbornSizes = new NewbornSizes();
    private final WorkerPlaces places = new WorkerPlaces();
    private long nextList;
    private long nextWorker;
    private long changedAt;
    private boolean isLeftOutTold;

    /// @param memory of the machine or the container, for limits that are a share of it
    /// @param most how many workers may be followed
    /// @param leftOut is told, once, that some are not followed, and why
    /// @param ticker the time in nanoseconds
    WatchedWorkers(
            ManagerChildren children,
            WorkerMemory.Opener memories,
            Manager manager,
            Limits limits,
            Size memory,
            IntSupplier most,
            Consumer<String> leftOut,
            LongSupplier ticker) {
        this.children = children;
        this.most = most;
        this.leftOut = leftOut;
        this.memories = memories;
        this.ticker = ticker;
        this.manager = manager;
        this.limits = limits;
        this.memory = memory;
        long now = ticker.getAsLong();
        this.poolSamples = new PoolSamples(now);
        this.nextList = now;
        this.changedAt = now;
    }

    Limits limits() {
        return limits;
    }

    /// Other limits hold from now on, for which workers are read in the same way.
    void limits(Limits others) {
        limits = others;
    }

    Collection<TrackedWorker> workers() {
        return workers.values();
    }

    Set<ProcessId> ids() {
        return workers().stream().map(TrackedWorker::id).collect(Collectors.toSet());
    }

    Optional<TrackedWorker> worker(ProcessId id) {
        return Optional.ofNullable(workers.get(id.pid())).filter(w -> w.id().equals(id));
    }

    /// Looks at whoever is due.
    ///
    /// @param share how much each may grow until it matters to the whole pool
    /// @throws Unreadable GONE when the manager is not there any more
    void look(long now, long share) throws Unreadable, LinuxException {
        if (now - nextList >= 0) {
            list(now);
            nextList = now + SamplingInterval.list(Duration.ofNanos(now - changedAt)).toNanos();
        }
        long limit = limit().orElse(MemoryPressure.NO_LIMIT);
        var gone = new ArrayList<TrackedWorker>();
        nextWorker = Long.MAX_VALUE;
        for (TrackedWorker worker : workers.values()) {
            if (worker.isDue(now) && !worker.look(now, Math.min(limit, worker.size() + share))) {
                gone.add(worker);
            }
            nextWorker = Math.min(nextWorker, worker.nextLook() - now);
        }
        nextWorker += now;
        if (!gone.isEmpty()) {
            gone.forEach(this::forget);
            listAgain(now);
        }
        if (changedAt == now) {
            places.look(workers.values());
        }
    }

    /// Has the list of children read again at the next look: something has changed.
    void listAgain(long now) {
        changedAt = now;
        nextList = now;
    }

    /// When somebody is due again.
    long nextLook() {
        return workers.isEmpty() || nextList - nextWorker < 0 ? nextList : nextWorker;
    }

    /// The size at which a worker goes now; empty when there is none, or it is not known yet.
    OptionalLong limit() {
        return MemoryLimit.resolve(limits.worker(), memory, birthWeight());
    }

    /// What new workers weigh, the middle of the last ones seen; empty when none was seen.
    OptionalLong birthWeight() {
        return newbornSizes.size();
    }

    /// How many are old enough to serve.
    int serving(RecycleClearance clearance, long now) {
        return (int) workers().stream().filter(w -> !clearance.isNewborn(w.age(now))).count();
    }

    /// What is to be decided on.
    List<WorkerForecast> outlooks(RecycleClearance clearance, long now) {
        OptionalLong limit = limit();
        return workers.values().stream().map(w -> outlook(w, clearance, limit, now)).toList();
    }

    private WorkerForecast outlook(
            TrackedWorker worker, RecycleClearance clearance, OptionalLong limit, long now) {
        Duration age = worker.age(now);
        var known =
                new WorkerForecast.Known(
                        worker.id(),
                        worker.size(),
                        worker.reclaimable(),
                        worker.reaches(limit.orElse(Long.MAX_VALUE)),
                        age,
                        0,
                        0);
        boolean mayGo = !clearance.isNewborn(age) && !worker.isLeaving() && !worker.isHeld(now);
        return WorkerForecast.of(known, limits, limit, newbornSizes.reclaimable(), mayGo);
    }

    /// Why a worker goes that weighs so much.
    Reason reason(RecycleCause cause, long bytes) {
        OptionalLong most = limit();
        Limit limit =
                most.isEmpty() ? null : new Limit(limits.measure(), new Size(most.getAsLong()));
        return new Reason(cause, limits.measure(), Math.max(0, bytes), limit);
    }

    /// A worker is about to be asked to leave: what is known of it, if it goes for its size.
    @Nullable RecycleEvidence leaves(TrackedWorker worker, Reason reason, long now) {
        return poolSamples.leaves(worker, reason, workers.values(), now);
    }

    /// What was seen of the workers' memory, of some that have left lately too.
    List<MemoryTimeline> courses() {
        return poolSamples.courses(workers.values());
    }

    PoolSamples samples() {
        return poolSamples;
    }

    private void list(long now) throws Unreadable, LinuxException {
        var there = new HashSet<>(children.pids(manager));
        for (TrackedWorker worker : List.copyOf(workers.values())) {
            if (!there.contains(worker.id().pid())) {
                forget(worker);
                changedAt = now;
            }
        }
        there.removeAll(workers.keySet());
        double uptime = there.isEmpty() ? 0 : children.uptime();
        int all = there.size() + workers.size();
        int room = most.getAsInt() - workers.size();
        for (int pid : there) {
            if (room <= 0) {
                leaveOut(all);
                return;
            }
            Optional<Worker> worker = children.worker(manager, pid, uptime);
            if (worker.isPresent() && !isWelcomed(worker.get(), now)) {
                leaveOut(all);
                return;
            }
            room -= worker.isPresent() ? 1 : 0;
        }
    }

    /// Some workers are not followed, so that other pools have the files that they need.
    private void leaveOut(int all) {
        if (!isLeftOutTold) {
            isLeftOutTold = true;
            leftOut.accept(
                    ("it has %d children, of which %d are followed: more would take the file"
                                    + " descriptors of other pools (see ulimit -n)")
                            .formatted(all, workers.size()));
        }
    }

    /// Begins to follow a worker, unless it has gone. False if we are out of file descriptors.
    private boolean isWelcomed(Worker worker, long now) throws LinuxException, Unreadable {
        try {
            welcome(worker, now);
            return true;
        } catch (LinuxException e) {
            if (e.isExhausted()) {
                return false;
            }
            if (e.errno() == Errno.ENOENT || e.isGone()) {
                return true; // Nobody is lost: the list told of it before.
            }
            throw e;
        }
    }

    private void welcome(Worker worker, long now) throws LinuxException, Unreadable {
        var trackedWorker =
                new TrackedWorker(memories.open(worker.id()), worker, limits, now, ticker);
        workers.put(worker.id().pid(), trackedWorker);
        poolSamples.came();
        changedAt = now;
        boolean young = worker.age().compareTo(Duration.ofSeconds(3)) < 0;
        if (young && trackedWorker.look(now, Long.MAX_VALUE)) {
            newbornSizes.add(trackedWorker);
        }
    }

    private void forget(TrackedWorker worker) {
        workers.remove(worker.id().pid());
        worker.close();
    }

    @Override
    public void close() {
        workers.values().forEach(TrackedWorker::close);
        workers.clear();
    }
}
