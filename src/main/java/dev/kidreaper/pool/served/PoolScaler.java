package dev.kidreaper.pool.served;

import dev.kidreaper.decide.PoolSizing;
import dev.kidreaper.front.Routing;
import dev.kidreaper.linux.LinuxException;
import dev.kidreaper.model.RecycleCause;
import dev.kidreaper.model.ServeSettings.Source;
import dev.kidreaper.observe.Unreadable;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Keeps as many workers as are wanted, and says how many that are. For the thread that owns the
/// pool.
final class PoolScaler {
    private final Source.Spawned source;
    private final Routing routing;
    private final SpawnedWorkers spawnedWorkers;
    private final SpawnedSurroundings.Starter workerStarter;
    private final WorkerShutdown workerShutdown;
    private final PoolReporter report;
    private final Map<Integer, SpawnedWorker> known;
    private int wanted;
    private volatile int waiting;
    private long waitingSince;

    /// @param known gets each worker before anybody can ask for it
    PoolScaler(
            Source.Spawned source,
            Routing routing,
            SpawnedWorkers spawnedWorkers,
            SpawnedSurroundings.Starter workerStarter,
            WorkerShutdown workerShutdown,
            PoolReporter report,
            Map<Integer, SpawnedWorker> known,
            long now) {
        this.source = source;
        this.routing = routing;
        this.spawnedWorkers = spawnedWorkers;
        this.workerStarter = workerStarter;
        this.workerShutdown = workerShutdown;
        this.report = report;
        this.known = known;
        this.waitingSince = now;
        this.wanted = source.fewest();
    }

    /// So many requests wait. For any thread.
    void waiting(int requests) {
        waiting = requests;
    }

    /// Whether requests wait.
    boolean isShort() {
        return waiting > 0;
    }

    /// How many active workers there are to be.
    int wanted() {
        return wanted;
    }

    /// Starts whoever is missing.
    ///
    /// @return why nobody can be started, a sentence; null when that went well
    @Nullable String tick(long now) {
        decide(now);
        return startMissing(now);
    }

    /// Starts whoever is missing of those that were wanted last.
    ///
    /// @return as of {@link #tick}
    @Nullable String startMissing(long now) {
        int missing = wanted - spawnedWorkers.active();
        for (int i = 0; i < missing && workerShutdown.mayStart(now); i++) {
            String problem = hire(now);
            if (problem != null) {
                return problem;
            }
        }
        return null;
    }

    private void decide(long now) {
        if (waiting == 0) {
            waitingSince = now;
        }
        Duration idleFor =
                spawnedWorkers
                        .idlest()
                        .map(w -> Duration.ofNanos(now - w.requestMeter.lastServed()))
                        .orElse(Duration.ZERO);
        int before = wanted;
        wanted =
                PoolSizing.wanted(
                        wanted,
                        source.fewest(),
                        source.most(),
                        spawnedWorkers.starting(),
                        waiting,
                        Duration.ofNanos(now - waitingSince),
                        idleFor);
        if (wanted < before) {
            spawnedWorkers
                    .idlest()
                    .ifPresent(w -> spawnedWorkers.letGo(w, RecycleCause.NOT_NEEDED, now));
        }
    }

    private @Nullable String hire(long now) {
        try {
            SpawnedWorker worker = workerStarter.start(routing, known);
            spawnedWorkers.add(worker);
            report.starting(worker.id);
            return null;
        } catch (LinuxException e) {
            return workerShutdown.notStarted(e.sentence(), now);
        } catch (Unreadable e) {
            return workerShutdown.notStarted(e.sentence(), now);
        }
    }
}
