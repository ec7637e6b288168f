package dev.kidreaper.observe;

import dev.kidreaper.model.Footprint;
import dev.kidreaper.model.MemoryBreakdown;

/// All that one costly reading of a process tells.
///
/// @param memoryBreakdown as far as sums tell
public record Weight(Footprint footprint, MemoryBreakdown memoryBreakdown, Status status) {}
