package dev.kidreaper.attribution;

/// Pieces of growth added up, cut off at several scales.
final class GrowthTally {
    /// Where pieces are cut off, in bytes.
    private static final double[] CUTS = {8 << 10, 64 << 10, 512 << 10, Double.POSITIVE_INFINITY};

    /// How many scales there are.
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

    /// Adds a piece, or takes one away again.
    ///
    /// @param sign 1 or -1
    void add(double bytes, int sign) {
        for (int i = 0; i < SCALES; i++) {
            double cut = Math.min(bytes, CUTS[i]);
            sums[i] += sign * cut;
            squares[i] += sign * cut * cut;
        }
    }

    /// Adds all of another.
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

    /// From now on others count as late: see {@link #lateChances}.
    void turn() {
        atTurnBefore = atLastTurn;
        atLastTurn = chances;
    }

    /// How many of the chances came since the last turn but one.
    long lateChances() {
        return chances - atTurnBefore;
    }

    /// All bytes at that scale.
    double sum(int scale) {
        return Math.max(0, sums[scale]);
    }

    /// The sum of the squares of all pieces at that scale.
    double square(int scale) {
        return Math.max(0, squares[scale]);
    }

    /// Where pieces are cut off at that scale.
    static double cut(int scale) {
        return CUTS[scale];
    }

    /// In how many pieces of like size, at that scale.
    double pieces(int scale) {
        return squares[scale] < 1 ? 0 : sums[scale] * sums[scale] / squares[scale];
    }

    /// All bytes.
    double bytes() {
        return sum(SCALES - 1);
    }
}
