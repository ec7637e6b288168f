package dev.kidreaper.attribution;

/// How unlikely it is that so many pieces fall on one route by chance, where each piece of a
/// stratum falls on it as often as requests do: minus the logarithm of it.
final class Chance {
    /// The bound holds for each of them; these are close enough to the best.
    private static final double[] TILTS = {0.1, 0.3, 0.6, 1, 1.5, 2, 3, 4, 6, 9};

    private Chance() {}

    /// By the bound of Chernoff, over all strata at once; pieces need not be whole.
    ///
    /// @param pieces of each stratum
    /// @param on how many of these fall on the route
    /// @param fair how often a request of the stratum is one of the route, from 0 to 1
    static double bound(double[] pieces, double[] on, double[] fair) {
        double most = 0;
        double above = 0;
        for (int i = 0; i < pieces.length; i++) {
            above += on[i] - pieces[i] * fair[i];
        }
        if (above <= 0) {
            return 0;
        }
        for (double tilt : TILTS) {
            double growth = Math.expm1(tilt);
            double bound = 0;
            for (int i = 0; i < pieces.length; i++) {
                if (pieces[i] > 0) {
                    bound += tilt * on[i] - pieces[i] * Math.log1p(fair[i] * growth);
                }
            }
            most = Math.max(most, bound);
        }
        return most;
    }

    /// The same to the point, for whole pieces: the work is as the square of how many.
    static double exactly(double[] pieces, double on, double[] fair) {
        int most = (int) on;
        // The odds of so many on the route; at the last place, of so many or more.
        var odds = new double[most + 1];
        odds[0] = 1;
        for (int i = 0; i < pieces.length; i++) {
            for (int n = 0; n < pieces[i]; n++) {
                odds[most] += odds[Math.max(0, most - 1)] * fair[i];
                for (int k = most - 1; k > 0; k--) {
                    odds[k] = odds[k] * (1 - fair[i]) + odds[k - 1] * fair[i];
                }
                odds[0] *= 1 - fair[i];
            }
        }
        return most == 0 ? 0 : -Math.log(Math.max(Double.MIN_NORMAL, odds[most]));
    }
}
