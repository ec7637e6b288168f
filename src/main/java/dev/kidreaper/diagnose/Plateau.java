package dev.kidreaper.diagnose;

import java.util.Comparator;
import java.util.List;

/// The level at which one worker's growth ended although it went on working. Its siblings run the
/// same program, so their growth will end there too. A leak has no such level.
final class Plateau {
    /// The most that it gained in the end (the last four tenths of the time), as part of all.
    private static final double TRICKLE = 0.1;

    /// With fewer steps, growth may be absent from the whole end by chance.
    private static final double FEWEST_STEPS = 24;

    /// The least work in the end, as part of the average.
    private static final double WORKING = 0.6;

    /// With fewer clock ticks of work, that is unknown.
    private static final double FEWEST_TICKS = 20;

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
}
