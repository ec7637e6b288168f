package dev.kidreaper.observe;

import dev.kidreaper.model.Footprint;
import dev.kidreaper.model.MemoryBreakdown;

/// All that one costly reading of a process tells.
///
/// @param memoryBreakdown as far as sums tell
public record Weight(Footprint footprint, MemoryBreakdown memoryBreakdown, Status status) {
    /// With the memory of a process that it has started, which is its own doing.
    public Weight plus(Footprint helper) {
        MemoryBreakdown m = memoryBreakdown;
        long own = helper.uss() - helper.swap();
        var whole =
                new MemoryBreakdown(
                        m.shared(),
                        m.apart(),
                        m.own() + Math.max(0, own),
                        m.file() + Math.max(0, helper.rss() - Math.max(0, own)),
                        m.fileAlone(),
                        m.swap() + helper.swap());
        return new Weight(footprint.plus(helper), whole, status);
    }
}
