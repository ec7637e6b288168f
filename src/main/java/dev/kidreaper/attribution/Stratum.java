package dev.kidreaper.attribution;

/// Requests of like chances to grow their worker, whatever their route: a route that a worker has
/// hardly served yet still sets things up, and a young worker grows more than an old one.
final class Stratum {
    private static final int USES = 3;
    private static final int AGES = 6;

    /// The age from which on octaves count.
    private static final int YOUNGEST = 3;

    /// How many there are.
    static final int COUNT = USES * AGES;

    private Stratum() {}

    /// That of a request.
    ///
    /// @param uses the how manieth of its route in this worker it is, from 2
    /// @param served the how manieth of this worker it is, from 2
    static int of(int uses, int served) {
        int use = Math.clamp(octave(uses) - 1L, 0, USES - 1);
        int age = Math.clamp(octave(served) - (long) YOUNGEST, 0, AGES - 1);
        return use * AGES + age;
    }

    /// How often a request is one of a route, for each stratum. Strata of one age are taken
    /// together where the route's part rises with how often a route was served: setting up becomes
    /// less then, so on a route that is innocent fewer pieces fall than this says, never more.
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

    /// Takes a stratum together with those of less use, from the next one on, while their part is
    /// less.
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
