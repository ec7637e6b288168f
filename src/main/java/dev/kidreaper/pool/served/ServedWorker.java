package dev.kidreaper.pool.served;

import dev.kidreaper.model.ProcessId;
import dev.kidreaper.pool.TrackedWorker;

/// One worker whose requests we hand out, and count.
abstract sealed class ServedWorker implements AutoCloseable permits SpawnedWorker, AttachedWorker {
    final ProcessId id;
    final RequestMeter requestMeter;
    final TrackedWorker trackedWorker;

    ServedWorker(MeterFactory.Meters meters) {
        this.id = meters.memory().id();
        this.requestMeter = meters.requests();
        this.trackedWorker = meters.memory();
    }

    @Override
    public void close() {
        requestMeter.close();
        trackedWorker.close();
    }
}
