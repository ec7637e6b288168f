package dev.kidreaper.diagnose;

import java.util.Comparator;
import java.util.List;

/// The level at which one worker's growth ended, although it went on working: there its siblings'
/// growth will end too, which run the same program. A leak ends in none.
final class Plateau {
    /// In the end, which is four tenths of the time, it gained no more than such a part.
    private static final double TRICKLE = 0.1;

    /// Growth in fewer pieces is not absent for the whole end beyond doubt.
    private static final double FEWEST_PIECES = 24;

    /// It worked at least so much in the end, as part of what it worked on average.
    private static final double WORKING = 0.6;

    /// With fewer clock ticks of work it is not known.
    private static final double FEWEST_TICKS = 20;

    private Plateau() {}

    /// Whether one is seen that no worker has risen above.
    ///
    /// @param workers whose heaps were seen
    /// @param least what can be told from no growth, in bytes
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
        return curve.pieces(0, 1) >= FEWEST_PIECES
                && curve.between(CurveClassifier.LATE, 1) <= curve.total() * TRICKLE;
    }

    private static boolean isWorking(Retained worker) {
        double all = worker.cpuTicks(0);
        return all >= FEWEST_TICKS
                && worker.cpuTicks(CurveClassifier.LATE)
                        >= all * (1 - CurveClassifier.LATE) * WORKING;
    }
}
