package dev.kidreaper.pool.served;

import dev.kidreaper.model.ProcessId;
import dev.kidreaper.pool.TrackedWorker;

/// One worker whose requests we hand out, and count.
abstract sealed class ServedWorker implements AutoCloseable permits SpawnedWorker, AttachedWorker {
    final ProcessId id;
    final RequestMeter requestMeter;
    final TrackedWorker trackedWorker;

    ServedWorker(RequestMeter requestMeter, TrackedWorker trackedWorker) {
        this.id = trackedWorker.id();
        this.requestMeter = requestMeter;
        this.trackedWorker = trackedWorker;
    }

    @Override
    public void close() {
        requestMeter.close();
        trackedWorker.close();
    }
}
