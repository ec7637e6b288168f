package dev.kidreaper.model;

/// The process that forks the workers and replaces those that exit.
///
/// @param parent its own parent's pid; 1 for a daemon, 0 for the first process of a container
/// @param title its command line's first word, which many kinds set to a title
/// @param footprint its memory, at least the cheap parts
public record Manager(
        ProcessId id, int parent, String title, Footprint footprint, Profile profile) {
    /// The same after another reading of its memory.
    public Manager with(Footprint other) {
        return new Manager(id, parent, title, other, profile);
    }

    /// The same with another profile.
    public Manager with(Profile other) {
        return new Manager(id, parent, title, footprint, other);
    }
}
