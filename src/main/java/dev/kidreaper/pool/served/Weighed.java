package dev.kidreaper.pool.served;

import dev.kidreaper.model.ProcessId;
import dev.kidreaper.pool.Tracked;

/// One worker whose requests we hand out, and count.
abstract sealed class Weighed implements AutoCloseable permits Hired, Attached {
    final ProcessId id;
    final Scale scale;
    final Tracked tracked;

    Weighed(Scale scale, Tracked tracked) {
        this.id = tracked.id();
        this.scale = scale;
        this.tracked = tracked;
    }

    @Override
    public void close() {
        scale.close();
        tracked.close();
    }
}
