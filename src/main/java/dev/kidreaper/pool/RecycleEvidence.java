package dev.kidreaper.pool;

import dev.kidreaper.model.Footprint;
import dev.kidreaper.model.MemoryTimeline;
import dev.kidreaper.model.ProcessId;
import java.util.List;

/// A worker that has grown, and all that was seen of it and of its pool meanwhile.
///
/// @param courses of the worker and its siblings; of some that have left lately too
/// @param isTooLarge whether it has reached the limit
public record RecycleEvidence(ProcessId worker, List<MemoryTimeline> courses, boolean isTooLarge) {
    public RecycleEvidence {
        courses = List.copyOf(courses);
    }

    /// The worker's USS as it was seen last, in bytes; {@link Footprint#UNREAD} where it was not.
    long lastUss() {
        return courses.stream()
                .filter(c -> c.worker().equals(worker))
                .findFirst()
                .map(c -> c.points().getLast().memoryBreakdown().alone())
                .orElse(Footprint.UNREAD);
    }
}
