package dev.kidreaper.decide;

import java.util.Arrays;
import java.util.Optional;

/// How fast a size grows, by the median of the slopes between all pairs of readings (Theil–Sen): up
/// to a quarter of the readings may be wild without moving it.
///
/// @param bytesPerSecond the median slope; negative when it shrinks
/// @param slow the lower quartile of the slopes
/// @param fast the upper quartile of the slopes
public record Trend(double bytesPerSecond, double slow, double fast) {
    private static final int FEWEST_READINGS = 3;

    /// The trend of these readings; empty when there are too few to tell.
    ///
    /// @param seconds the times of the readings, ascending
    /// @param bytes the sizes at those times
    /// @param count how many of them count, from the start of both
    public static Optional<Trend> of(double[] seconds, double[] bytes, int count) {
        if (count < FEWEST_READINGS) {
            return Optional.empty();
        }
        var slopes = new double[count * (count - 1) / 2];
        int n = 0;
        for (int later = 1; later < count; later++) {
            for (int earlier = 0; earlier < later; earlier++) {
                double apart = seconds[later] - seconds[earlier];
                if (apart > 0) {
                    slopes[n++] = (bytes[later] - bytes[earlier]) / apart;
                }
            }
        }
        if (n == 0) {
            return Optional.empty();
        }
        Arrays.sort(slopes, 0, n);
        return Optional.of(
                new Trend(slopes[n / 2], slopes[n / 4], slopes[Math.min(n - 1, n * 3 / 4)]));
    }
}
