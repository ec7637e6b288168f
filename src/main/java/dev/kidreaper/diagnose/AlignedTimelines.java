package dev.kidreaper.diagnose;

import dev.kidreaper.model.MemoryTimeline;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// Timelines on common times, although the daemon read each worker when it was due. At each of
/// these times a timeline has what was last seen of its worker, so a leap stays a leap. Only rests,
/// which were not counted in between, are assumed to pass evenly.
final class AlignedTimelines {
    private static final int MOST_READINGS = 60;

    private AlignedTimelines() {}

    static List<MemoryTimeline> of(List<MemoryTimeline> timelines) {
        double start = timelines.stream().mapToDouble(c -> c.first().seconds()).min().orElse(0);
        double end = timelines.stream().mapToDouble(c -> c.last().seconds()).max().orElse(0);
        // Not more often than there were readings: what was not seen is no evidence.
        double step = Math.max((end - start) / MOST_READINGS, usualGap(timelines));
        if (step <= 0) {
            return timelines;
        }
        int count = (int) ((end - start) / step);
        var times = new double[count + 1];
        for (int i = 0; i <= count; i++) {
            times[i] = end - (count - i) * step;
        }
        return timelines.stream().map(c -> at(c, times)).toList();
    }

    /// The usual time between two readings of a worker, in seconds; 0 if no worker was read twice.
    static double usualGap(List<MemoryTimeline> timelines) {
        double[] gaps =
                timelines.stream()
                        .flatMapToDouble(c ->
                                IntStream.range(1, c.points().size())
                                        .mapToDouble(i ->
                                                c.points().get(i).seconds()
                                                        - c.points().get(i - 1).seconds()))
                        .sorted()
                        .toArray();
        return gaps.length == 0 ? 0 : gaps[gaps.length / 2];
    }

    private static MemoryTimeline at(MemoryTimeline memoryTimeline, double[] times) {
        List<MemoryTimeline.Point> seen = memoryTimeline.points();
        var points = new ArrayList<MemoryTimeline.Point>();
        int last = 0;
        for (double time : times) {
            while (last + 1 < seen.size() && seen.get(last + 1).seconds() <= time) {
                last++;
            }
            boolean isOver =
                    last == seen.size() - 1
                            && !points.isEmpty()
                            && memoryTimeline.last().seconds() < time;
            if (seen.get(last).seconds() <= time && !isOver) {
                points.add(point(seen, last, time));
            }
        }
        return points.isEmpty()
                ? memoryTimeline
                : new MemoryTimeline(memoryTimeline.worker(), memoryTimeline.born(), points);
    }

    private static MemoryTimeline.Point point(
            List<MemoryTimeline.Point> seen, int last, double time) {
        MemoryTimeline.Point here = seen.get(last);
        long rests = here.rests();
        if (last + 1 < seen.size()) {
            MemoryTimeline.Point next = seen.get(last + 1);
            double part = (time - here.seconds()) / (next.seconds() - here.seconds());
            rests += Math.round((next.rests() - here.rests()) * part);
        }
        return here.at(time, rests);
    }
}
