package dev.kidreaper.act;

import dev.kidreaper.model.Why;

/// Says why a worker has grown. Asked on threads that may wait for a moment, of several pools at
/// once.
public interface Explaining {
    /// Why, as far as what was seen tells.
    Why why(Grown grown);
}
