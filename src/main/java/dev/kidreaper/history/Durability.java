package dev.kidreaper.history;

/// Where a recorded event is kept.
public enum Durability {
    /// On disk: it survives our end and a power cut.
    ON_DISK,
    /// In memory: it is lost at our end, unless the disk comes back first.
    IN_MEMORY
}
