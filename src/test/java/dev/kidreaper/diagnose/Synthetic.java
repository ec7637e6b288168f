package dev.kidreaper.diagnose;

import dev.kidreaper.model.Heap;
import dev.kidreaper.model.MemoryBreakdown;
import dev.kidreaper.model.MemoryTimeline;
import dev.kidreaper.model.ProcessId;
import java.util.ArrayList;
import java.util.List;

/// Courses made up, so that it is known why they grow.
final class Synthetic {
    static final long KB = 1 << 10;
    static final long MB = 1 << 20;
    static final long INHERITED = 40 * MB;

    private static final long OWN = 3 * MB;
    private static final long FILE = 5 * MB;
    private static final double AGE = 60;
    private static final int RESTS_A_SECOND = 24;

    private Synthetic() {}

    /// What one worker has gained until then, in bytes.
    interface Gain {
        /// That of one of them, since it was first seen.
        ///
        /// @param worker from 0
        double bytes(int worker, double second);
    }

    static final Gain NOTHING = (_, _) -> 0;

    /// Evenly, in steps as of single requests, which do not come together in all workers.
    static Gain even(double bytes, double seconds) {
        double step = 1.5;
        return (w, t) ->
                Math.floor((t + w * 0.37) / step) * step / seconds * bytes
                        - Math.floor(w * 0.37 / step) * step / seconds * bytes;
    }

    /// Towards a plateau.
    static Gain flattening(double bytes, double within) {
        return (_, t) -> bytes * (1 - Math.exp(-t / within));
    }

    /// At once, in each worker at another time.
    static Gain leap(double bytes, double first) {
        return (w, t) -> t >= first + w * 5 ? bytes : 0;
    }

    /// Given back after some seconds.
    static Gain peak(double bytes, double at, double length) {
        return (w, t) -> t >= at + w && t < at + w + length ? bytes : 0;
    }

    static Gain both(Gain a, Gain b) {
        return (w, t) -> a.bytes(w, t) + b.bytes(w, t);
    }

    /// Workers that are looked at together once a second.
    static List<MemoryTimeline> pool(int workers, int seconds, Gain own, Gain apart, Gain file) {
        var timelines = new ArrayList<MemoryTimeline>();
        for (int w = 0; w < workers; w++) {
            timelines.add(worker(w, 100 + w, 0, seconds, 1, own, apart, file));
        }
        return timelines;
    }

    /// The same, and their heaps were looked at: at every other reading, as of a large one.
    static List<MemoryTimeline> withHeaps(List<MemoryTimeline> pool, Gain inUse, Gain own) {
        return withHeaps(pool, inUse, own, false);
    }

    static List<MemoryTimeline> withHeaps(
            List<MemoryTimeline> pool, Gain inUse, Gain own, boolean isCollected) {
        var timelines = new ArrayList<MemoryTimeline>();
        for (int w = 0; w < pool.size(); w++) {
            var points = new ArrayList<>(pool.get(w).points());
            for (int i = 0; i < points.size(); i += 2) {
                MemoryTimeline.Point p = points.get(i);
                var heap =
                        new Heap(
                                INHERITED + Math.round(inUse.bytes(w, p.seconds())),
                                OWN + Math.round(own.bytes(w, p.seconds())),
                                isCollected);
                points.set(
                        i,
                        new MemoryTimeline.Point(
                                p.seconds(),
                                p.memoryBreakdown(),
                                p.rests(),
                                p.cpuTicks(),
                                p.peak(),
                                p.whole(),
                                p.accepted(),
                                heap));
            }
            timelines.add(new MemoryTimeline(pool.get(w).worker(), pool.get(w).born(), points));
        }
        return timelines;
    }

    /// The same, and it is known how long each had worked.
    ///
    /// @param ticks instead of bytes
    static List<MemoryTimeline> working(List<MemoryTimeline> pool, Gain ticks) {
        var timelines = new ArrayList<MemoryTimeline>();
        for (int w = 0; w < pool.size(); w++) {
            int worker = w;
            List<MemoryTimeline.Point> points =
                    pool.get(w).points().stream()
                            .map(p ->
                                    new MemoryTimeline.Point(
                                            p.seconds(),
                                            p.memoryBreakdown(),
                                            p.rests(),
                                            (long) ticks.bytes(worker, p.seconds()),
                                            p.peak(),
                                            p.whole(),
                                            p.accepted(),
                                            p.heap()))
                            .toList();
            timelines.add(new MemoryTimeline(pool.get(w).worker(), pool.get(w).born(), points));
        }
        return timelines;
    }

    /// One worker.
    ///
    /// @param from when it is first looked at; if that is later than 0 it was born then
    static MemoryTimeline worker(
            int w, int pid, double from, double to, double step, Gain own, Gain apart, Gain file) {
        var points = new ArrayList<MemoryTimeline.Point>();
        long peak = 0;
        for (double t = from; t <= to; t += step) {
            double age = t - from;
            long come = Math.round(apart.bytes(w, age));
            var memoryBreakdown =
                    new MemoryBreakdown(
                            INHERITED - come,
                            come,
                            OWN + Math.round(own.bytes(w, age)),
                            FILE + Math.round(file.bytes(w, age)),
                            0,
                            0);
            peak = Math.max(peak, memoryBreakdown.resident());
            points.add(
                    new MemoryTimeline.Point(
                            t, memoryBreakdown, (long) (age * RESTS_A_SECOND), peak, true));
        }
        return new MemoryTimeline(new ProcessId(pid, pid), from > 0 ? from : -AGE, points);
    }
}
