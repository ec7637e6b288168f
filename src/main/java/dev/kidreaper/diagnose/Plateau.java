package dev.kidreaper.diagnose;

import dev.kidreaper.model.MemoryTimeline;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/// The level at which one worker's growth ended although it went on working. Its siblings run the
/// same program, so their growth will end there too, as will that of later workers. A leak has no
/// such level.
final class Plateau {
    /// The most that it gained in the end (the last four tenths of the time), as part of all.
    private static final double TRICKLE = 0.1;

    /// With fewer steps, growth may be absent from the whole end by chance.
    private static final double FEWEST_STEPS = 24;

    /// The least work in the end, as part of the average.
    private static final double WORKING = 0.6;

    /// With fewer clock ticks of work, that is unknown.
    private static final double FEWEST_TICKS = 20;

    private static final int FEWEST_LIVES = 2;
    private static final int FEWEST_POINTS = 8;

    /// Less growth than this has no level.
    private static final double LEAST_BYTES = 1 << 20;

    /// The end of a life begins after this part of it, and brings at most this part of all growth.
    private static final double LATE_LIFE = 0.6;

    private static final double LITTLE = 0.1;

    /// Levels that agree differ by at most this part.
    private static final double ALIKE = 0.15;

    private Plateau() {}

    /// Whether there is a plateau that no worker has risen above.
    ///
    /// @param workers whose heaps were seen
    /// @param least the least growth that can be told from none, in bytes
    static boolean isSeen(List<Retained> workers, double least) {
        return workers.stream()
                .max(Comparator.comparingDouble(Plateau::gain))
                .filter(w -> gain(w) >= least && hasEnded(w) && isWorking(w))
                .isPresent();
    }

    private static double gain(Retained worker) {
        return Retained.gain(worker.inUse());
    }

    private static boolean hasEnded(Retained worker) {
        List<Retained> alone = List.of(worker);
        Curve curve = HeapCurve.curve(Curves.over(alone), alone, List.of(worker.inUse()));
        return curve.steps(0, 1) >= FEWEST_STEPS
                && curve.between(CurveClassifier.LATE, 1) <= curve.total() * TRICKLE;
    }

    private static boolean isWorking(Retained worker) {
        double all = worker.cpuTicks(0);
        return all >= FEWEST_TICKS
                && worker.cpuTicks(CurveClassifier.LATE)
                        >= all * (1 - CurveClassifier.LATE) * WORKING;
    }

    /// Whether earlier workers reached such a level, and a worker has not risen above it.
    static boolean wasReachedAbove(MemoryTimeline worker, List<MemoryTimeline> all) {
        double[] levels =
                all.stream()
                        .filter(t -> !t.worker().equals(worker.worker()))
                        .filter(t -> t.last().seconds() < worker.last().seconds())
                        .filter(Plateau::endedEarly)
                        .mapToDouble(t -> t.last().memoryBreakdown().own())
                        .sorted()
                        .toArray();
        if (levels.length < FEWEST_LIVES) {
            return false;
        }
        double most = levels[levels.length - 1];
        long alike = Arrays.stream(levels).filter(l -> l >= most * (1 - ALIKE)).count();
        return alike >= FEWEST_LIVES && worker.last().memoryBreakdown().own() <= most;
    }

    private static boolean endedEarly(MemoryTimeline timeline) {
        List<MemoryTimeline.Point> points = timeline.points();
        double start = timeline.first().seconds();
        double late = start + (timeline.last().seconds() - start) * LATE_LIFE;
        MemoryTimeline.Point then =
                points.stream().filter(p -> p.seconds() >= late).findFirst().orElseThrow();
        double all = grown(timeline.first(), timeline.last());
        boolean isWorking =
                (timeline.last().rests() - then.rests())
                        >= (timeline.last().rests() - timeline.first().rests())
                                * (1 - LATE_LIFE)
                                / 2;
        return points.size() >= FEWEST_POINTS
                && all >= LEAST_BYTES
                && grown(then, timeline.last()) <= all * LITTLE
                && isWorking;
    }

    private static double grown(MemoryTimeline.Point from, MemoryTimeline.Point to) {
        return to.memoryBreakdown().own() - from.memoryBreakdown().own();
    }
}
