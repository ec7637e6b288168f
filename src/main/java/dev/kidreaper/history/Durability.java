package dev.kidreaper.history;

/// Where something that was recorded is kept.
public enum Durability {
    /// On disk: it outlives us and the machine's power.
    ON_DISK,
    /// In memory: it is lost with us, unless the disk comes back first.
    IN_MEMORY
}
