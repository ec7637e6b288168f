package dev.kidreaper.pool.served;

import dev.kidreaper.linux.LinuxException;
import dev.kidreaper.model.ProcessId;
import dev.kidreaper.model.ServeSettings;
import dev.kidreaper.model.Worker;
import dev.kidreaper.observe.PoolReader;
import dev.kidreaper.observe.Proc;
import dev.kidreaper.pool.RequestMeter;
import dev.kidreaper.pool.TrackedWorker;
import dev.kidreaper.pool.WorkerMemory;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import java.util.function.LongSupplier;

/// Makes what a served pool's workers are measured by. For the thread that owns the pool.
final class MeterFactory {
    private final ServeSettings settings;
    private final WorkerMemory.Opener memories;
    private final Function<ProcessId, CpuShare> cpuShares;
    private final long pageSize;
    private final LongSupplier ticker;

    /// What one worker is measured by.
    ///
    /// @param requests for the thread that hands out requests
    /// @param cpuShare for the same
    /// @param memory for the thread that owns the pool
    record Meters(RequestMeter requests, CpuShare cpuShare, TrackedWorker memory) {}

    /// @param pageSize in bytes
    /// @param ticker the time in nanoseconds
    MeterFactory(
            ServeSettings settings,
            WorkerMemory.Opener memories,
            Function<ProcessId, CpuShare> cpuShares,
            long pageSize,
            LongSupplier ticker) {
        this.settings = settings;
        this.memories = memories;
        this.cpuShares = cpuShares;
        this.pageSize = pageSize;
        this.ticker = ticker;
    }

    /// One that reads `/proc`.
    static MeterFactory of(ServeSettings settings, Proc proc, PoolReader pools) {
        return new MeterFactory(
                settings,
                WorkerMemory.Opener.of(proc, pools),
                worker -> CpuShare.of(proc, worker),
                proc.pageSize(),
                System::nanoTime);
    }

    /// Those of a worker.
    ///
    /// @param now by the ticker
    Meters meters(Worker worker, long now) throws LinuxException {
        ProcessId id = worker.id();
        WorkerMemory ofOwner = memories.open(id);
        try {
            var requests =
                    new RequestMeter(
                            memories.open(id),
                            ofOwner,
                            new RequestMeter.Bounds(
                                    settings.limits().measure(), mostRequests(), pageSize),
                            ticker);
            var memory = new TrackedWorker(ofOwner, worker, settings.limits(), now, ticker);
            memory.countsRequests(requests::requests);
            return new Meters(requests, cpuShares.apply(id), memory);
        } catch (LinuxException e) {
            ofOwner.close();
            throw e;
        }
    }

    private long mostRequests() {
        int jitter = settings.jitter();
        int moved = jitter == 0 ? 0 : ThreadLocalRandom.current().nextInt(-jitter, jitter + 1);
        return (long) settings.maxRequests() + moved;
    }
}
