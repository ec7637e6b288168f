package dev.kidreaper.pool.served;

import dev.kidreaper.model.ProcessId;
import dev.kidreaper.pool.TrackedWorker;

/// One worker whose requests we hand out, and count.
abstract sealed class Weighed implements AutoCloseable permits Hired, Attached {
    final ProcessId id;
    final Scale scale;
    final TrackedWorker trackedWorker;

    Weighed(Scale scale, TrackedWorker trackedWorker) {
        this.id = trackedWorker.id();
        this.scale = scale;
        this.trackedWorker = trackedWorker;
    }

    @Override
    public void close() {
        scale.close();
        trackedWorker.close();
    }
}
