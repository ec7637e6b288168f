package dev.kidreaper.diagnose;

import dev.kidreaper.model.MemoryTimeline;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// Courses whose workers were looked at whenever each was due, as if all had been looked at
/// together: at each of these times, what was last seen of a worker. A leap stays a leap; only
/// rests, which nobody counted in between, are taken to pass evenly.
final class AlignedTimelines {
    private static final int MOST_READINGS = 60;

    private AlignedTimelines() {}

    static List<MemoryTimeline> of(List<MemoryTimeline> courses) {
        double start = courses.stream().mapToDouble(c -> c.first().seconds()).min().orElse(0);
        double end = courses.stream().mapToDouble(c -> c.last().seconds()).max().orElse(0);
        // Not oftener than was looked: what was not seen is no evidence.
        double step = Math.max((end - start) / MOST_READINGS, usualGap(courses));
        if (step <= 0) {
            return courses;
        }
        int count = (int) ((end - start) / step);
        var times = new double[count + 1];
        for (int i = 0; i <= count; i++) {
            times[i] = end - (count - i) * step;
        }
        return courses.stream().map(c -> at(c, times)).toList();
    }

    /// How long it is between two readings of a worker, mostly, in seconds; 0 when none was read
    /// twice.
    static double usualGap(List<MemoryTimeline> courses) {
        double[] gaps =
                courses.stream()
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
