package dev.kidreaper.diagnose;

import dev.kidreaper.model.GrowthCause;
import dev.kidreaper.model.Verdict;
import java.util.Map;

/// The likelihood that a verdict is right, as far as the figures tell.
final class Confidence {
    /// Growth in this many steps is almost certainly a trend.
    private static final double STEPS = 6;

    /// A worker that has not grown after this many rests will not grow.
    private static final double RESTS = 8;

    private static final double MOST = 0.99;

    private static final double LEAST = 0.5;

    private Confidence() {}

    /// @param ends how likely growth ends by itself, as far as its steps tell
    static double of(
            Verdict verdict,
            Map<GrowthCause, Double> shares,
            Curves curves,
            int workers,
            Shape own,
            Shape apart,
            double ends) {
        double clear =
                switch (verdict) {
                    case UNDECIDED -> 0;
                    case STEADY -> 1 - 0.5 / (1 + curves.rests() / workers / RESTS);
                    case LEAK -> Math.min(1 - 0.5 / (1 + own.steps() / STEPS), goesOn(ends));
                    case WARM_UP -> Math.max(1 - 0.5 / (1 + (0.5 - own.centre()) * 10), ends);
                    case HIGH_WATER -> own.leapt() > 0 ? 0.9 : 0.7;
                    case COPY_ON_WRITE, FILE_BACKED -> 1;
                    case MIXED -> 1 - 0.5 / (1 + Math.min(own.steps(), apart.steps() + 1) / STEPS);
                };
        double largest = shares.values().stream().mapToDouble(s -> s).max().orElse(1);
        double alone = verdict == Verdict.MIXED ? 1 : 0.5 + largest / 2;
        return Math.min(MOST, clear * alone);
    }

    private static double goesOn(double ends) {
        return Math.max(LEAST, 1 - ends);
    }
}
