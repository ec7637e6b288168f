package dev.kidreaper.act;

import dev.kidreaper.model.ProcessId;

/// One worker whose requests we hand out, and count.
abstract sealed class Weighed permits Hired, Attached {
    final ProcessId id;
    final Scale scale;

    Weighed(ProcessId id, Scale scale) {
        this.id = id;
        this.scale = scale;
    }
}
