package dev.kidreaper.model;

/// When a manager forks a replacement for a worker that left.
public enum ReplacementPolicy {
    /// At once, for each worker.
    ALWAYS,
    /// At once, for each worker that it has not told to leave itself: it keeps fewer workers while
    /// they are idle, if it is set to (php-fpm's `dynamic` and `ondemand`, uWSGI's `cheaper`).
    UNLESS_IDLE,
    /// When too few workers are idle: the manager keeps spare ones. If it forks none within the
    /// time in which a newborn would come of age, then it has enough workers by its own count.
    ON_DEMAND
}
