package dev.kidreaper.pool.served;

import dev.kidreaper.decide.MemoryLimit;
import dev.kidreaper.linux.LinuxException;
import dev.kidreaper.model.Limit;
import dev.kidreaper.model.Measure;
import dev.kidreaper.model.Reason;
import dev.kidreaper.model.RecycleCause;
import dev.kidreaper.model.ServeSettings;
import dev.kidreaper.model.Size;
import dev.kidreaper.observe.Unreadable;
import dev.kidreaper.pool.MemoryPressure;
import dev.kidreaper.pool.NewbornSizes;
import dev.kidreaper.pool.PoolSamples;
import dev.kidreaper.pool.served.SpawnedWorker.State;
import java.time.InstantSource;
import java.util.OptionalLong;

/// Weighs a served pool's workers: when they are born, when a limit may be reached, and now and
/// then to look ahead. For the thread that owns the pool.
final class PoolSampler {
    private final ServeSettings settings;
    private final SpawnedWorkers spawnedWorkers;
    private final PoolReporter report;
    private final InstantSource wallClock;
    private final NewbornSizes newbornSizes;
    private final Size memory;
    private final PoolSamples poolSamples;
    private boolean told;

    PoolSampler(
            ServeSettings settings,
            SpawnedWorkers spawnedWorkers,
            NewbornSizes newbornSizes,
            PoolReporter report,
            Size memory,
            InstantSource wallClock,
            PoolSamples poolSamples) {
        this.settings = settings;
        this.spawnedWorkers = spawnedWorkers;
        this.newbornSizes = newbornSizes;
        this.report = report;
        this.memory = memory;
        this.wallClock = wallClock;
        this.poolSamples = poolSamples;
    }

    /// A worker begins to serve: its weight now is what a recycle can gain at most.
    void born(SpawnedWorker worker, long now) {
        try {
            worker.trackedWorker.look(now, Long.MAX_VALUE);
            worker.requestMeter.weigh();
        } catch (Unreadable | LinuxException e) {
            return; // It has exited, and others will see that.
        }
        newbornSizes.add(worker.trackedWorker);
        poolSamples.came();
        long birth = newbornSizes.size().orElse(0);
        OptionalLong most =
                MemoryLimit.resolve(settings.limits().worker(), memory, OptionalLong.of(birth));
        if (most.isEmpty()) {
            return;
        }
        Size limit = new Size(most.getAsLong());
        if (birth < limit.bytes()) {
            spawnedWorkers.limit(limit);
        } else if (!told) {
            // With that limit each would go after its first request: none is better.
            told = true;
            Measure measure = settings.limits().measure();
            var weight = new Reason(RecycleCause.LIMIT, measure, birth, new Limit(measure, limit));
            report.limitTooLow(weight);
        }
    }

    /// Whether a worker that may have reached its limit has.
    boolean isTooLarge(SpawnedWorker worker) {
        try {
            return worker.requestMeter.weigh();
        } catch (Unreadable | LinuxException e) {
            return false; // It has exited, and others will see that.
        }
    }

    /// Looks at whoever is due.
    ///
    /// @param share how much each may grow until it matters to the whole pool
    void tick(long now, long share) {
        for (SpawnedWorker worker : spawnedWorkers.all()) {
            if (worker.state() == State.SERVING) {
                look(worker, now, share);
            }
        }
        poolSamples.writeDown(
                report.pool(), spawnedWorkers::tracked, now, wallClock, report::record);
    }

    private void look(SpawnedWorker worker, long now, long share) {
        Size limit = spawnedWorkers.limit();
        long most = limit == null ? MemoryPressure.NO_LIMIT : limit.bytes();
        try {
            worker.trackedWorker.look(now, Math.min(most, worker.trackedWorker.size() + share));
        } catch (Unreadable e) {
            return; // It is leaving, or the machine does not let us see.
        }
    }
}
