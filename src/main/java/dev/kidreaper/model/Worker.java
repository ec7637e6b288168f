package dev.kidreaper.model;

import java.time.Duration;
import java.util.List;

/// One child of a manager, alive at the time of reading.
///
/// @param age since its start
/// @param cpu the processor time it has used since its start
/// @param title its command line's first word
/// @param footprint its memory; with that of its helpers if they count
/// @param helpers the processes that it has started; empty if they were not read
public record Worker(
        ProcessId id,
        Duration age,
        Duration cpu,
        String title,
        Footprint footprint,
        List<Helper> helpers) {
    public Worker {
        helpers = List.copyOf(helpers);
    }

    /// One whose helpers were not read.
    public Worker(ProcessId id, Duration age, Duration cpu, String title, Footprint footprint) {
        this(id, age, cpu, title, footprint, List.of());
    }

    /// The same worker with its helpers.
    ///
    /// @param count whether their memory counts as its own
    public Worker with(List<Helper> found, boolean count) {
        Footprint whole = footprint;
        for (Helper helper : count ? found : List.<Helper>of()) {
            whole = whole.plus(helper.footprint());
        }
        return new Worker(id, age, cpu, title, whole, found);
    }
}
