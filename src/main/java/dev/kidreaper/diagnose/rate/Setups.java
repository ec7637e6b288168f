package dev.kidreaper.diagnose.rate;

/// What a worker may have set up before it was first seen, and how likely that was before anything
/// was known.
/*
 * Of the sizes that accumulate a setup has few pieces. Pages hold all that a worker got since its
 * fork: modules, connections, the largest request. So they tell by powers of two only whether it
 * got much more before than its present rate explains.
 */
public enum Setups {
    /// Of pieces whose sizes are known: up to two megabytes, and often none.
    OF_PIECES(10, 30) {
        @Override
        double bytes(int number) {
            return number == 0 ? 0 : Math.scalb(FEW_BYTES, number - 1);
        }

        @Override
        double likely(int number) {
            return number == 0 ? 0.3 : 0.7 / (count() - 1);
        }
    },

    /// Of pages alone: up to 64 megabytes.
    OF_PAGES(10, 8) {
        @Override
        double bytes(int number) {
            return Math.scalb(FEW_PAGES_BYTES, number);
        }

        @Override
        double likely(int number) {
            return 1.0 / count();
        }
    };

    private static final double FEW_BYTES = 8 << 10;
    private static final double FEW_PAGES_BYTES = 128 << 10;

    private final int count;
    private final double mostSteps;

    Setups(int count, double mostSteps) {
        this.count = count;
        this.mostSteps = mostSteps;
    }

    /// How many there are.
    int count() {
        return count;
    }

    /// The size of one of them.
    abstract double bytes(int number);

    /// How likely one of them is.
    abstract double likely(int number);

    /// What a worker got before it was seen counts as so many steps at most: nobody saw its load.
    double mostSteps() {
        return mostSteps;
    }
}
