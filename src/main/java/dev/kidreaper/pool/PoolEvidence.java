package dev.kidreaper.pool;

import dev.kidreaper.model.Manager;
import dev.kidreaper.model.MemoryTimeline;
import java.util.List;

/// What was seen of a kept pool's workers until now.
///
/// @param pool its name
/// @param courses of its workers, and of some that have left lately
public record PoolEvidence(String pool, Manager manager, List<MemoryTimeline> courses) {
    public PoolEvidence {
        courses = List.copyOf(courses);
    }
}
