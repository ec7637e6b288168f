package dev.kidreaper.model;

/// A recycle of which the history knows the beginning and no end: kidreaper ended amid it.
///
/// @param thisBoot whether the machine has not been started anew since; if it has, the worker's
///   identity means nothing any more
public record OpenRecycle(Event.Recycling begun, boolean thisBoot) {}
