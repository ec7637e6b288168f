package dev.kidreaper.model;

/// A process that a worker has started, such as a browser or a converter, or one that such a
/// process has started.
///
/// @param title its command line's first word
/// @param footprint its memory, at least the cheap parts
public record Helper(ProcessId id, String title, Footprint footprint) {}
