package dev.kidreaper.attribution;

import java.util.Arrays;

/// Pieces of growth in each {@link Stratum}.
final class StratifiedGrowth {
    private final GrowthTally[] strata = new GrowthTally[Stratum.COUNT];

    StratifiedGrowth() {
        for (int i = 0; i < strata.length; i++) {
            strata[i] = new GrowthTally();
        }
    }

    /// Adds what belongs to one stratum.
    void add(int stratum, GrowthTally growthTally) {
        strata[stratum].add(growthTally);
    }

    /// How many of the chances of each stratum came lately: see {@link GrowthTally#lateChances}.
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

    /// How unlikely it is that so much of all growth falls on this part by chance: minus the
    /// logarithm of it at least, by the better of two bounds, at each scale.
    double[] evidence(StratifiedGrowth all) {
        double[] fair = Stratum.fair(chances(), all.chances());
        var evidence = new double[GrowthTally.SCALES];
        for (int scale = 0; scale < evidence.length; scale++) {
            evidence[scale] = Math.max(byPieces(all, scale, fair), byBytes(all, scale));
        }
        return evidence;
    }

    /// Each request's growth is a number between nothing and the cut. How far the sum of this
    /// part's is above what all requests of its strata have on average is bounded by Bennett; good
    /// where all requests grow their worker about alike. If this part is innocent, it is a sample
    /// of them all, itself included: so the spread is theirs, however little the others grew.
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

    /// Were this part innocent, each piece in a stratum would fall on it as often as its requests
    /// do.
    private double byPieces(StratifiedGrowth all, int scale, double[] fair) {
        var pieces = new double[strata.length];
        var on = new double[strata.length];
        for (int i = 0; i < strata.length; i++) {
            GrowthTally whole = all.strata[i];
            if (whole.sum(scale) > 0 && whole.chances() > 0) {
                pieces[i] = whole.pieces(scale);
                on[i] = pieces[i] * Math.min(1, strata[i].sum(scale) / whole.sum(scale));
            }
        }
        return Chance.bound(pieces, on, fair);
    }
}
