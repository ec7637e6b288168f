package dev.kidreaper.decide;

import dev.kidreaper.model.LimitForecast;
import java.time.Duration;
import java.util.Optional;

/// The speed at which a size grows: the median of the slopes between all pairs of readings
/// (Theil–Sen). Up to a quarter of the readings may be outliers without moving it.
///
/// @param bytesPerSecond the median slope; negative if the size shrinks
/// @param slow the lower quartile of the slopes
/// @param fast the upper quartile of the slopes
/// @param seconds the time between the first reading and the last
public record Trend(double bytesPerSecond, double slow, double fast, double seconds) {
    private static final int FEWEST_READINGS = 3;

    /// Growth is expected to go on for this many times as long as it was seen.
    private static final double HORIZON = 2;

    /// The trend of readings; empty if there are too few to tell.
    ///
    /// @param seconds the times of the readings, ascending
    /// @param bytes the sizes at those times
    /// @param from the first reading that counts
    /// @param to the end of the readings that count
    public static Optional<Trend> of(double[] seconds, double[] bytes, int from, int to) {
        int count = to - from;
        if (count < FEWEST_READINGS) {
            return Optional.empty();
        }
        var slopes = new double[count * (count - 1) / 2];
        int n = 0;
        for (int later = from + 1; later < to; later++) {
            for (int earlier = from; earlier < later; earlier++) {
                double apart = seconds[later] - seconds[earlier];
                if (apart > 0) {
                    slopes[n++] = (bytes[later] - bytes[earlier]) / apart;
                }
            }
        }
        if (n == 0) {
            return Optional.empty();
        }
        // Each looks only at the part that the one before left unordered.
        double median = ranked(slopes, 0, n, n / 2);
        double slow = ranked(slopes, 0, n / 2 + 1, n / 4);
        double fast = ranked(slopes, n / 2, n, Math.min(n - 1, n * 3 / 4));
        return Optional.of(new Trend(median, slow, fast, seconds[to - 1] - seconds[from]));
    }

    /// The value that would stand at a place, were that part of an array sorted (Hoare's
    /// selection). It stands there then, those before it are no larger and those after it no
    /// smaller.
    static double ranked(double[] values, int from, int to, int place) {
        int low = from;
        int high = to - 1;
        while (low < high) {
            double pivot = values[(low + high) >>> 1];
            int left = low;
            int right = high;
            while (left <= right) {
                while (values[left] < pivot) {
                    left++;
                }
                while (values[right] > pivot) {
                    right--;
                }
                if (left <= right) {
                    double swapped = values[left];
                    values[left++] = values[right];
                    values[right--] = swapped;
                }
            }
            if (place <= right) {
                high = right;
            } else if (place >= left) {
                low = left;
            } else {
                return values[place];
            }
        }
        return values[place];
    }

    /// When a size that grows so reaches a limit; empty when it does not grow towards it.
    ///
    /// @param bytes the size now
    public Optional<LimitForecast> reaches(double bytes, double limit) {
        if (bytes >= limit) {
            return Optional.of(LimitForecast.NOW);
        }
        if (bytesPerSecond <= 0) {
            return Optional.empty();
        }
        double left = limit - bytes;
        return Optional.of(
                new LimitForecast(
                        after(left, bytesPerSecond),
                        after(left, fast),
                        after(left, slow),
                        left <= bytesPerSecond * seconds * HORIZON));
    }

    private static Duration after(double bytes, double bytesPerSecond) {
        if (bytesPerSecond <= 0) {
            return LimitForecast.NEVER;
        }
        double most = LimitForecast.NEVER.toSeconds();
        return Duration.ofMillis((long) (Math.min(most, bytes / bytesPerSecond) * 1000));
    }
}
