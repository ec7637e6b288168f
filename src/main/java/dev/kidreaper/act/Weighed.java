package dev.kidreaper.act;

import dev.kidreaper.model.ProcessId;

/// One worker whose requests we hand out, and count.
sealed interface Weighed permits Hired, Attached {
    /// Which process it is.
    ProcessId id();

    /// What counts its requests, and weighs it.
    Scale scale();
}
