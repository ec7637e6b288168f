package dev.kidreaper.pool;

import dev.kidreaper.model.Course;
import dev.kidreaper.model.Manager;
import java.util.List;

/// What was seen of a kept pool's workers until now.
///
/// @param pool its name
/// @param courses of its workers, and of some that have left lately
public record Seen(String pool, Manager manager, List<Course> courses) {
    public Seen {
        courses = List.copyOf(courses);
    }
}
