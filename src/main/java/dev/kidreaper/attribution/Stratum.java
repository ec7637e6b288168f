package dev.kidreaper.attribution;

/// A class of requests with like chances to grow their worker, whatever their route. A route that a
/// worker has hardly served still sets things up, and a young worker grows more than an old one.
final class Stratum {
    private static final int USES = 3;
    private static final int AGES = 6;

    /// The age from which octaves count.
    private static final int YOUNGEST = 3;

    /// The number of strata.
    static final int COUNT = USES * AGES;

    private Stratum() {}

    /// The stratum of a request.
    ///
    /// @param uses its number among the requests of its route in this worker, from 2
    /// @param served its number among the requests of this worker, from 2
    static int of(int uses, int served) {
        int use = Math.clamp(octave(uses) - 1L, 0, USES - 1);
        int age = Math.clamp(octave(served) - (long) YOUNGEST, 0, AGES - 1);
        return use * AGES + age;
    }

    /// The part of the requests that are of a route, for each stratum. Strata of one age are taken
    /// together if the route's part rises with its uses. Setup becomes less with more uses, so
    /// fewer steps fall on an innocent route than this says, never more.
    ///
    /// @param route requests of the route in each stratum
    /// @param all requests in each stratum
    static double[] fair(double[] route, double[] all) {
        var fair = new double[COUNT];
        for (int age = 0; age < AGES; age++) {
            for (int use = 0; use < USES; use++) {
                together(fair, route, all, age, use);
            }
        }
        return fair;
    }

    /// Takes a stratum together with those of fewer uses, beginning with the next, while their part
    /// is less.
    private static void together(double[] fair, double[] route, double[] all, int age, int use) {
        double some = 0;
        double of = 0;
        int from = use;
        while (from >= 0) {
            int at = from * AGES + age;
            if (of > 0 && all[at] > 0 && fair[at] >= some / of) {
                break;
            }
            some += route[at];
            of += all[at];
            from--;
        }
        for (int i = from + 1; i <= use; i++) {
            fair[i * AGES + age] = of <= 0 ? 0 : Math.min(1, some / of);
        }
    }

    private static int octave(int number) {
        return Integer.SIZE - 1 - Integer.numberOfLeadingZeros(Math.max(1, number));
    }
}
