package dev.kidreaper.model;

import java.util.List;

/// One worker's memory over the time of an observation.
///
/// @param bornWithin whether the worker was born during the observation
/// @param points oldest first, at least one
public record Course(ProcessId worker, boolean bornWithin, List<Point> points) {
    public Course {
        points = List.copyOf(points);
        if (points.isEmpty()) {
            throw new IllegalArgumentException("a course has at least one point: " + worker);
        }
    }

    /// What was read at one time.
    ///
    /// @param seconds since the observation began
    /// @param rests how often the worker has gone to sleep by itself since its start (voluntary
    ///   context switches): about in proportion to the requests that it has served
    public record Point(double seconds, Makeup makeup, long rests) {}

    /// The first reading.
    public Point first() {
        return points.getFirst();
    }

    /// The last reading.
    public Point last() {
        return points.getLast();
    }
}
