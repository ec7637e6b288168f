package dev.kidreaper.diagnose.rate;

/// How a cache fills if its keys are asked unequally: key number n in proportion to 1/n (Zipf).
final class UnequalKeys {
    /// Keys that are asked about equally often count together: so many groups, of growing size.
    private static final int GROUPS = 28;

    private static final double EULER = 0.5772;

    private final double[] many = new double[GROUPS];
    private final double[] chance = new double[GROUPS];

    /// @param keys how many there are
    UnequalKeys(double keys) {
        double sum = Math.log(keys) + EULER;
        double factor = Math.pow(keys, 1.0 / GROUPS);
        for (int i = 0; i < GROUPS; i++) {
            double from = Math.pow(factor, i);
            many[i] = from * (factor - 1);
            chance[i] = 1 / (from * Math.sqrt(factor) * sum);
        }
    }

    /// How many keys are known after so many were asked for.
    double known(double asked) {
        double known = 0;
        for (int i = 0; i < GROUPS; i++) {
            known -= many[i] * Math.expm1(-asked * chance[i]);
        }
        return known;
    }
}
