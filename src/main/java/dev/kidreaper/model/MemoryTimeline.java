package dev.kidreaper.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// One worker's memory over the time of an observation.
///
/// @param born when the worker was, in seconds since the observation began: less than 0 is before
/// @param points oldest first, at least one
/// @param referrers who refers to what its heap accumulated; null if that was not looked at
public record MemoryTimeline(
        ProcessId worker, double born, List<Point> points, @Nullable Referrers referrers) {
    /// Of which it is unknown who refers to what accumulated.
    public MemoryTimeline(ProcessId worker, double born, List<Point> points) {
        this(worker, born, points, null);
    }

    public MemoryTimeline {
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
    /// @param cpuTicks how long it has worked since its start, in clock ticks; 0 when unknown
    /// @param peak the most that was ever resident of it, in bytes
    /// @param whole whether what it shares was read too, not reckoned from before and after
    /// @param accepted how many connections it has accepted since they are counted; {@link
    ///   #UNCOUNTED} if they are not
    /// @param heap what its allocator had handed out; null when that was not looked at
    public record Point(
            double seconds,
            MemoryBreakdown memoryBreakdown,
            long rests,
            long cpuTicks,
            long peak,
            boolean whole,
            long accepted,
            @Nullable Heap heap) {
        /// Connections that nobody counts.
        public static final long UNCOUNTED = -1;

        /// Without a look at its heap, at its connections, and at how long it has worked.
        public Point(
                double seconds,
                MemoryBreakdown memoryBreakdown,
                long rests,
                long peak,
                boolean whole) {
            this(seconds, memoryBreakdown, rests, 0, peak, whole, UNCOUNTED, null);
        }

        /// The same at another time.
        ///
        /// @param since how often it had gone to sleep until then
        public Point at(double when, long since) {
            return new Point(when, memoryBreakdown, since, cpuTicks, peak, whole, accepted, heap);
        }

        /// What it has had at most beside what it keeps now: what a request takes and gives back.
        public long spare() {
            return Math.max(0, peak - memoryBreakdown.resident());
        }
    }

    /// Whether the worker was born during the observation.
    public boolean isBornWithin() {
        return born >= 0;
    }

    /// The first reading.
    public Point first() {
        return points.getFirst();
    }

    /// The last reading.
    public Point last() {
        return points.getLast();
    }
}
