package dev.kidreaper.diagnose.rate;

import java.util.Arrays;

/// The test of Mann and Kendall (1945): whether several series rise over time. It compares how many
/// more of all pairs of values rise than fall with what chance would do. Outliers count no more
/// than other values.
public final class MannKendall {
    /// Neighbours in time go up and down together. So each series is cut into this many blocks, and
    /// the least value of each stands for it.
    private static final int BLOCKS = 12;

    /// This many standard deviations are not chance.
    private static final double SURE = 3;

    private long rising;
    private double variance;

    /// Adds a series, oldest value first.
    public void add(double[] values) {
        double[] low = least(values);
        for (int i = 0; i < low.length; i++) {
            for (int j = i + 1; j < low.length; j++) {
                rising += (long) Math.signum(low[j] - low[i]);
            }
        }
        double n = low.length;
        variance += n * (n - 1) * (2 * n + 5) / 18;
    }

    private static double[] least(double[] values) {
        int blocks = Math.min(BLOCKS, values.length);
        var least = new double[blocks];
        for (int b = 0; b < blocks; b++) {
            int from = b * values.length / blocks;
            int to = (b + 1) * values.length / blocks;
            least[b] = Arrays.stream(values, from, to).min().orElseThrow();
        }
        return least;
    }

    /// Whether the series rise.
    public boolean rises() {
        return variance > 0 && rising / Math.sqrt(variance) >= SURE;
    }
}
