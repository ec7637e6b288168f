package dev.kidreaper.diagnose;

/// Pieces of growth in each {@link Stratum}.
final class Held {
    private final Tally[] strata = new Tally[Stratum.COUNT];

    Held() {
        for (int i = 0; i < strata.length; i++) {
            strata[i] = new Tally();
        }
    }

    /// Adds what belongs to one stratum.
    void add(int stratum, Tally tally) {
        strata[stratum].add(tally);
    }

    /// All strata added up.
    Tally sum() {
        var sum = new Tally();
        for (Tally tally : strata) {
            sum.add(tally);
        }
        return sum;
    }

    /// How unlikely it is that so much of all growth falls on this part by chance: minus the
    /// logarithm of it at least. Were the part innocent, each piece in a stratum would fall on it
    /// as often as its requests do; the bound is Chernoff's, over all strata at once.
    double evidence(Held all, int scale) {
        double low = 0;
        double high = 12;
        while (high - low > 0.02) {
            double left = low + (high - low) / 3;
            double right = high - (high - low) / 3;
            if (bound(all, scale, left) < bound(all, scale, right)) {
                low = left;
            } else {
                high = right;
            }
        }
        return Math.max(0, bound(all, scale, low));
    }

    private double bound(Held all, int scale, double tilt) {
        double bound = 0;
        for (int i = 0; i < strata.length; i++) {
            Tally whole = all.strata[i];
            if (whole.sum(scale) <= 0 || whole.chances() == 0) {
                continue;
            }
            double pieces = whole.pieces(scale);
            double part = Math.min(1, strata[i].sum(scale) / whole.sum(scale));
            double fair = strata[i].chances() / (double) whole.chances();
            bound += pieces * (tilt * part - Math.log1p(fair * Math.expm1(tilt)));
        }
        return bound;
    }
}
