package dev.kidreaper.model;

import java.time.Duration;

/// One child of a manager, alive at the time of reading.
///
/// @param age since its start
/// @param cpu the processor time it has used since its start
/// @param title its command line's first word
public record Worker(ProcessId id, Duration age, Duration cpu, String title, Footprint footprint) {}
