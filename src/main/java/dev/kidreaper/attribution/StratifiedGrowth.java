package dev.kidreaper.attribution;

import java.util.Arrays;

/// The growth in each {@link Stratum}.
final class StratifiedGrowth {
    private final GrowthTally[] strata = new GrowthTally[Stratum.COUNT];

    StratifiedGrowth() {
        for (int i = 0; i < strata.length; i++) {
            strata[i] = new GrowthTally();
        }
    }

    /// Adds growth to one stratum.
    void add(int stratum, GrowthTally growthTally) {
        strata[stratum].add(growthTally);
    }

    /// The number of late chances in each stratum: see {@link GrowthTally#lateChances}.
    double[] lateChances() {
        return Arrays.stream(strata).mapToDouble(GrowthTally::lateChances).toArray();
    }

    private double[] chances() {
        return Arrays.stream(strata).mapToDouble(GrowthTally::chances).toArray();
    }

    /// All strata added up.
    GrowthTally sum() {
        var sum = new GrowthTally();
        for (GrowthTally growthTally : strata) {
            sum.add(growthTally);
        }
        return sum;
    }

    /// The evidence that this part's share of all growth is not chance, at each scale: a lower
    /// bound of minus the logarithm of the odds, by the better of two bounds.
    double[] evidence(StratifiedGrowth all) {
        double[] fair = Stratum.fair(chances(), all.chances());
        var evidence = new double[GrowthTally.SCALES];
        for (int scale = 0; scale < evidence.length; scale++) {
            evidence[scale] = Math.max(bySteps(all, scale, fair), byBytes(all, scale));
        }
        return evidence;
    }

    /// The bound by bytes. Each request's growth is a number between nothing and the cut. Bennett
    /// bounds how far the sum of this part is above the average of all requests of its strata. It
    /// is good if all requests grow their worker about alike. If this part is innocent, it is a
    /// sample of all requests, itself included. So the spread is that of all, however little the
    /// others grew.
    private double byBytes(StratifiedGrowth all, int scale) {
        if (Double.isInfinite(GrowthTally.cut(scale))) {
            return 0;
        }
        double above = 0;
        double least = Double.MAX_VALUE;
        double variance = 0;
        for (int i = 0; i < strata.length; i++) {
            GrowthTally whole = all.strata[i];
            double chances = strata[i].chances();
            if (chances > 0 && whole.chances() > chances) {
                double mean = whole.sum(scale) / whole.chances();
                double square = whole.square(scale) / whole.chances();
                double others = (whole.chances() - chances) / (whole.chances() - 1);
                least = Math.min(least, mean);
                above += strata[i].sum(scale) - chances * mean;
                variance += chances * others * Math.max(0, square - mean * mean);
            }
        }
        double most = GrowthTally.cut(scale) - least;
        if (above <= 0 || most <= 0) {
            return 0;
        }
        double ratio = most * above / Math.max(1, variance);
        double excess = (1 + ratio) * Math.log1p(ratio) - ratio;
        return Math.max(1, variance) / (most * most) * excess;
    }

    /// The bound by steps. If this part is innocent, each step in a stratum falls on it as often as
    /// its requests do.
    private double bySteps(StratifiedGrowth all, int scale, double[] fair) {
        var steps = new double[strata.length];
        var on = new double[strata.length];
        for (int i = 0; i < strata.length; i++) {
            GrowthTally whole = all.strata[i];
            if (whole.sum(scale) > 0 && whole.chances() > 0) {
                steps[i] = whole.steps(scale);
                on[i] = steps[i] * Math.min(1, strata[i].sum(scale) / whole.sum(scale));
            }
        }
        return Chance.bound(steps, on, fair);
    }
}
