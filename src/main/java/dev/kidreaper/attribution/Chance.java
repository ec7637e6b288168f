package dev.kidreaper.attribution;

/// The odds that steps fall on one route by chance, as minus their logarithm. By chance, each step
/// of a stratum falls on a route as often as requests do.
final class Chance {
    /// The tilts that are tried. The bound holds for each; these come close enough to the best.
    private static final double[] TILTS = {0.1, 0.3, 0.6, 1, 1.5, 2, 3, 4, 6, 9};

    private Chance() {}

    /// By Chernoff's bound, over all strata at once; the numbers of steps need not be whole.
    ///
    /// @param steps the number in each stratum
    /// @param on how many of these fall on the route
    /// @param fair the part of the stratum's requests that are of the route, from 0 to 1
    static double bound(double[] steps, double[] on, double[] fair) {
        double most = 0;
        double above = 0;
        for (int i = 0; i < steps.length; i++) {
            above += on[i] - steps[i] * fair[i];
        }
        if (above <= 0) {
            return 0;
        }
        for (double tilt : TILTS) {
            double growth = Math.expm1(tilt);
            double bound = 0;
            for (int i = 0; i < steps.length; i++) {
                if (steps[i] > 0) {
                    bound += tilt * on[i] - steps[i] * Math.log1p(fair[i] * growth);
                }
            }
            most = Math.max(most, bound);
        }
        return most;
    }

    /// The same exactly, for whole numbers of steps: the work is quadratic in their number.
    static double exactly(double[] steps, double on, double[] fair) {
        int most = (int) on;
        // The odds of k steps on the route; at the last place, of that many or more.
        var odds = new double[most + 1];
        odds[0] = 1;
        for (int i = 0; i < steps.length; i++) {
            for (int n = 0; n < steps[i]; n++) {
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
