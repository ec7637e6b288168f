package dev.kidreaper.attribution;

/// The sums of steps of growth, cut off at several scales.
final class GrowthTally {
    /// The sizes at which steps are cut off, in bytes.
    private static final double[] CUTS = {8 << 10, 64 << 10, 512 << 10, Double.POSITIVE_INFINITY};

    /// The number of scales.
    static final int SCALES = CUTS.length;

    private final double[] sums = new double[SCALES];
    private final double[] squares = new double[SCALES];
    private long chances;
    private long atLastTurn;
    private long atTurnBefore;

    /// Counts a request that could have grown its worker.
    void chance() {
        chances++;
    }

    /// Adds a step, or removes it again.
    ///
    /// @param sign 1 or -1
    void add(double bytes, int sign) {
        for (int i = 0; i < SCALES; i++) {
            double cut = Math.min(bytes, CUTS[i]);
            sums[i] += sign * cut;
            squares[i] += sign * cut * cut;
        }
    }

    /// Adds another tally.
    void add(GrowthTally other) {
        chances += other.chances;
        atTurnBefore += other.atTurnBefore;
        for (int i = 0; i < SCALES; i++) {
            sums[i] += other.sums[i];
            squares[i] += other.squares[i];
        }
    }

    /// How many requests could have grown their worker.
    long chances() {
        return chances;
    }

    /// Begins a new period: see {@link #lateChances}.
    void turn() {
        atTurnBefore = atLastTurn;
        atLastTurn = chances;
    }

    /// How many of the chances came since the last turn but one.
    long lateChances() {
        return chances - atTurnBefore;
    }

    /// The sum of all steps at a scale, in bytes.
    double sum(int scale) {
        return Math.max(0, sums[scale]);
    }

    /// The sum of the squares of all steps at a scale.
    double square(int scale) {
        return Math.max(0, squares[scale]);
    }

    /// The size at which a scale cuts off steps.
    static double cut(int scale) {
        return CUTS[scale];
    }

    /// The number of steps of like size, at a scale.
    double steps(int scale) {
        return squares[scale] < 1 ? 0 : sums[scale] * sums[scale] / squares[scale];
    }

    /// All growth, in bytes.
    double bytes() {
        return sum(SCALES - 1);
    }
}
