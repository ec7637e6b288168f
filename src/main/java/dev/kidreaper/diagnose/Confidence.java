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

    /// Of pages alone it is not known what was gained before the observation: simulated pools end
    /// so many times as often as their probability says.
    private static final double BY_PAGES = 1.6;

    private static final double LEAST = 0.5;

    private Confidence() {}

    /// How likely growth ends by itself.
    ///
    /// @param probability as far as its steps tell
    /// @param isByHeaps whether the heaps told
    record Ending(double probability, boolean isByHeaps) {}

    static double of(
            Verdict verdict,
            Map<GrowthCause, Double> shares,
            Curves curves,
            int workers,
            Shape own,
            Shape apart,
            Ending ending) {
        double clear =
                switch (verdict) {
                    case UNDECIDED -> 0;
                    case STEADY -> 1 - 0.5 / (1 + curves.rests() / workers / RESTS);
                    case LEAK -> Math.min(1 - 0.5 / (1 + own.steps() / STEPS), goesOn(ending));
                    case WARM_UP ->
                            Math.max(
                                    1 - 0.5 / (1 + (0.5 - own.centre()) * 10),
                                    ending.probability());
                    case HIGH_WATER -> own.leapt() > 0 ? 0.9 : 0.7;
                    case COPY_ON_WRITE, FILE_BACKED -> 1;
                    case MIXED -> 1 - 0.5 / (1 + Math.min(own.steps(), apart.steps() + 1) / STEPS);
                };
        double largest = shares.values().stream().mapToDouble(s -> s).max().orElse(1);
        double alone = verdict == Verdict.MIXED ? 1 : 0.5 + largest / 2;
        return Math.min(MOST, clear * alone);
    }

    private static double goesOn(Ending ending) {
        double times = ending.isByHeaps() ? 1 : BY_PAGES;
        return Math.max(LEAST, 1 - ending.probability() * times);
    }
}
