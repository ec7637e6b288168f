package dev.kidreaper.decide;

import dev.kidreaper.model.Durations;
import java.time.Duration;
import java.util.Optional;

/// When a worker will reach its limit.
///
/// @param in from now; zero when it has
/// @param earliest by the upper quartile of its growth
/// @param latest by the lower quartile; a year when that does not grow
/// @param foreseen whether the growth has been seen for half as long as it is to go on at least:
///   who warms up quickly in his first second is not thereby seen to cross a limit in a minute
public record LimitForecast(Duration in, Duration earliest, Duration latest, boolean foreseen) {
    private static final Duration NEVER = Duration.ofDays(365);

    /// So many times as far as growth reaches back it is taken to go on.
    private static final double HORIZON = 2;

    /// It has.
    public static final LimitForecast NOW = at(Duration.ZERO);

    /// A time that is known exactly, as that of an age.
    public static LimitForecast at(Duration in) {
        Duration left = in.isNegative() ? Duration.ZERO : in;
        return new LimitForecast(left, left, left, true);
    }

    /// The crossing of a size that grows; empty when it does not grow towards the limit.
    ///
    /// @param bytes the size now
    public static Optional<LimitForecast> of(double bytes, double limit, Trend trend) {
        if (bytes >= limit) {
            return Optional.of(NOW);
        }
        if (trend.bytesPerSecond() <= 0) {
            return Optional.empty();
        }
        double left = limit - bytes;
        return Optional.of(
                new LimitForecast(
                        after(left, trend.bytesPerSecond()),
                        after(left, trend.fast()),
                        after(left, trend.slow()),
                        left <= trend.bytesPerSecond() * trend.seconds() * HORIZON));
    }

    /// The same, but not to be relied upon.
    public LimitForecast doubtful() {
        return in.isZero() ? this : new LimitForecast(in, earliest, latest, false);
    }

    private static Duration after(double bytes, double bytesPerSecond) {
        if (bytesPerSecond <= 0) {
            return NEVER;
        }
        double seconds = Math.min((double) NEVER.toSeconds(), bytes / bytesPerSecond);
        return Duration.ofMillis((long) (seconds * 1000));
    }

    /// For people: `in 7 min ± 2 min`.
    @Override
    public String toString() {
        if (in.isZero()) {
            return "now";
        }
        Duration spread = latest.minus(earliest).dividedBy(2);
        boolean sure = spread.compareTo(in.dividedBy(20)) < 0;
        if (latest.equals(NEVER)) {
            return "in " + Durations.words(in) + " or later";
        }
        return "in " + Durations.words(in) + (sure ? "" : " ± " + Durations.words(spread));
    }
}
