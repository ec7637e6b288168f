package dev.kidreaper.diagnose.rate;

/// What a worker may have set up before it was first seen, and how likely that was before anything
/// was known.
/*
 * Of the sizes that accumulate a setup has few pieces. Pages hold all that a worker got since its
 * fork: modules, connections, the largest request. So they tell by powers of two only whether it
 * got much more before than its present rate explains.
 */
public enum Setups {
    /// Of pieces whose sizes are known.
    OF_PIECES(200, new double[] {0, 32 << 10, 128 << 10, 512 << 10, 2 << 20}) {
        @Override
        double likely(int number) {
            return number == 0 ? 0.3 : number == 4 ? 0.1 : 0.2;
        }
    },

    /// Of pages alone.
    OF_PAGES(8, powers()) {
        @Override
        double likely(int number) {
            return 1.0 / count();
        }
    };

    private static final double LEAST_BYTES = 128 << 10;
    private static final int POWERS = 10;

    private final double mostSteps;
    private final double[] bytes;

    Setups(double mostSteps, double[] bytes) {
        this.mostSteps = mostSteps;
        this.bytes = bytes;
    }

    private static double[] powers() {
        var powers = new double[POWERS];
        for (int i = 0; i < POWERS; i++) {
            powers[i] = Math.scalb(LEAST_BYTES, i);
        }
        return powers;
    }

    /// How many there are.
    int count() {
        return bytes.length;
    }

    /// The size of one of them.
    double bytes(int number) {
        return bytes[number];
    }

    /// How likely one of them is.
    abstract double likely(int number);

    /// What a worker got before it was seen counts as so many steps at most: nobody saw its load.
    double mostSteps() {
        return mostSteps;
    }
}
