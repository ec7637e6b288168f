package dev.kidreaper.model;

/// When a manager forks another worker for one that left.
public enum ReplacementPolicy {
    /// At once, for each.
    ALWAYS,
    /// When too few of the others are idle: a manager that keeps spare workers. One that forks
    /// nobody while a newborn would come of age has enough of them, by its own count.
    ON_DEMAND
}
