package dev.kidreaper.pool.served;

import dev.kidreaper.linux.LinuxException;
import dev.kidreaper.model.MemoryTimeline;
import dev.kidreaper.model.PoolSnapshot;
import dev.kidreaper.model.ProcessId;
import dev.kidreaper.model.RecycleCause;
import dev.kidreaper.model.ServeSettings;
import dev.kidreaper.model.ServeSettings.Source;
import dev.kidreaper.observe.Unreadable;
import dev.kidreaper.pool.ManagedPool;
import dev.kidreaper.pool.MemoryPressure;
import dev.kidreaper.pool.NewbornSizes;
import dev.kidreaper.pool.PoolSamples;
import dev.kidreaper.pool.RecycleClearance;
import dev.kidreaper.pool.served.SpawnedWorker.State;
import java.io.IOException;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/// Workers that we start ourselves.
public final class SpawnedPool extends ServedPool<SpawnedWorker> {
    private static final Duration TICK = Duration.ofMillis(20);

    private final Source.Spawned source;
    private final PoolReporter report;
    private final SpawnedSurroundings.Starter starter;
    private final SpawnedWorkers spawnedWorkers;
    private final WorkerShutdown workerShutdown;
    private final PoolSampler poolSampler;
    private final MemoryPressure memoryPressure;
    private final RecycleClearance clearance;
    private final ReplacementPlanner replacementPlanner;
    private final PoolScaler poolScaler;
    private final TrafficLull lull = new TrafficLull();
    private boolean stopping;
    private boolean found;

    /// @param endOrphans the program that ends the workers when we are killed, and its words
    /// @throws IOException when there is no folder for the workers' sockets
    public SpawnedPool(
            ServeSettings settings,
            Source.Spawned source,
            List<String> endOrphans,
            ServedPoolParts parts)
            throws IOException, LinuxException, Unreadable {
        this(
                ServedPoolParts.Base.of(settings, parts),
                source,
                SpawnedSurroundings.of(settings, source, endOrphans, parts));
    }

    SpawnedPool(ServedPoolParts.Base base, Source.Spawned source, SpawnedSurroundings around)
            throws LinuxException {
        super(base);
        ServeSettings settings = base.settings();
        this.source = source;
        this.report = base.report();
        this.starter = around.starter();
        this.spawnedWorkers = new SpawnedWorkers(settings, routing(), wishes);
        var poolSamples = new PoolSamples(now());
        this.workerShutdown =
                new WorkerShutdown(settings, spawnedWorkers, report, starter, poolSamples, now());
        var newbornSizes = new NewbornSizes();
        this.poolSampler =
                new PoolSampler(
                        settings,
                        spawnedWorkers,
                        newbornSizes,
                        report,
                        around.memory(),
                        around.wallClock(),
                        poolSamples);
        this.memoryPressure = around.pressure(settings, spawnedWorkers, report, now());
        this.clearance =
                new RecycleClearance(
                        settings.policy(),
                        this::away,
                        now -> !workerShutdown.mayStart(now),
                        () -> LocalDateTime.now(around.wallClock()));
        clearance.sparing(spawnedWorkers::spare);
        clearance.permits(report.permits(), () -> spawnedWorkers.all().size(), () -> 0);
        this.replacementPlanner =
                new ReplacementPlanner(
                        settings,
                        spawnedWorkers,
                        routing(),
                        newbornSizes,
                        memoryPressure,
                        clearance);
        this.poolScaler =
                new PoolScaler(
                        source,
                        routing(),
                        spawnedWorkers,
                        starter,
                        workerShutdown,
                        report,
                        known(),
                        now());
    }

    @Override
    public CompletableFuture<Integer> recycle(int pid, RecycleCause because) {
        return mailbox()
                .ask(() -> clearance.isObserving() ? 0 : spawnedWorkers.replace(pid, because));
    }

    @Override
    public CompletableFuture<Optional<ManagedPool.Evidence>> evidence(ProcessId manager) {
        return CompletableFuture.completedFuture(Optional.empty()); // Its manager is ourselves.
    }

    @Override
    public void stop() {
        tell(() -> stopping = true); // Nobody is started or replaced any more.
        super.stop();
    }

    @Override
    PoolSnapshot describe() {
        return workerShutdown.describe(now()).paced(replacementPlanner.pacing());
    }

    @Override
    public CompletableFuture<List<MemoryTimeline>> courses() {
        return mailbox().ask(workerShutdown::courses);
    }

    @Override
    public void onQueued(int requests) {
        poolScaler.waiting(requests);
    }

    @Override
    public void onAwaitingAccept(int number, long inode) {} // It has a socket of its own.

    @Override
    public void onReady(int number) {
        with(
                number,
                worker -> {
                    spawnedWorkers.served(worker, now());
                    poolSampler.born(worker, now());
                    if (spawnedWorkers.count(State.SERVING) >= source.fewest() && !found) {
                        found = true;
                        report.found(spawnedWorkers.active());
                        ready(null);
                    }
                });
    }

    @Override
    void goes(SpawnedWorker worker, RecycleCause because) {
        // There was one a moment ago, and the worker gets no more requests already.
        var _ = clearance.open().take(worker.id, because);
        worker.leaves(spawnedWorkers.weight(worker, because), now());
    }

    @Override
    RecycleClearance clearance() {
        return clearance;
    }

    private int away() {
        return spawnedWorkers.away(poolScaler.wanted());
    }

    @Override
    void weigh(SpawnedWorker one) {
        long now = now();
        if (poolSampler.isTooLarge(one)
                && clearance.mayGoExactly(now)
                && clearance.open().take(one.id, RecycleCause.LIMIT)) {
            clearance.started(now);
            spawnedWorkers.letGo(one, RecycleCause.LIMIT, now);
        } else {
            routing().resume(one.number);
        }
    }

    @Override
    public void onReleased(int number) {
        with(number, worker -> workerShutdown.let(worker, now()));
    }

    @Override
    public void onRested(int number) {} // Each has a socket of its own.

    @Override
    public void onBroken(int number, String why) {
        with(number, worker -> workerShutdown.broken(worker, why, now()));
    }

    @Override
    public void onStuck(int number, String request, Duration after) {
        with(number, worker -> workerShutdown.stuck(worker, request, after, now()));
    }

    @Override
    public void onConnectionLost(int number, String request, Duration after) {} // It stays busy.

    @Override
    public void onExit(int number) {
        with(
                number,
                worker -> {
                    if (worker.state() == State.STARTING) {
                        clearance.open().failed("a worker has ended before it served");
                    }
                    if (!stopping && worker.state() == State.LEAVING) {
                        var _ = poolScaler.startMissing(now()); // First, so that it is named.
                    }
                    String problem = workerShutdown.exited(worker, now());
                    known().remove(number);
                    if (problem != null) {
                        ready(problem);
                    }
                });
    }

    @Override
    public void onStopped() {
        tell(() -> workerShutdown.stop(now())); // First: whoever is gone then, we had leave.
        super.onStopped();
    }

    @Override
    boolean isOver() {
        return spawnedWorkers.all().isEmpty() || workerShutdown.isOverdue();
    }

    @Override
    boolean release() {
        boolean all = spawnedWorkers.all().isEmpty();
        spawnedWorkers.all().forEach(SpawnedWorker::close);
        starter.close(all);
        return all;
    }

    @Override
    Duration pause() {
        boolean moving = spawnedWorkers.starting() > 0 || spawnedWorkers.count(State.LEAVING) > 0;
        return moving || poolScaler.isShort() ? TICK : lull.pause(routing().traffic(), now());
    }

    @Override
    void tick() {
        long now = now();
        workerShutdown.tick(now, isStopped());
        if (!stopping) {
            poolSampler.tick(now, memoryPressure.share());
            String problem = poolScaler.tick(now);
            if (problem != null) {
                clearance.open().failed(problem);
                ready(problem);
            }
            replacementPlanner.decide(poolScaler.wanted(), now);
            if (away() == 0 && spawnedWorkers.starting() == 0) {
                clearance.whole(spawnedWorkers::active);
            }
        }
    }
}
