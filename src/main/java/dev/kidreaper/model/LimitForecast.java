package dev.kidreaper.model;

import java.time.Duration;

/// When a worker will reach its limit.
///
/// @param in from now; zero when it has
/// @param earliest by the upper quartile of its growth
/// @param latest by the lower quartile; a year when that does not grow
/// @param foreseen whether the growth has been seen for half as long as it is to go on at least: a
///   worker that warms up quickly in its first second will not for that cross a limit in a minute
public record LimitForecast(Duration in, Duration earliest, Duration latest, boolean foreseen) {
    /// Later than anybody plans for.
    public static final Duration NEVER = Duration.ofDays(365);

    /// It has.
    public static final LimitForecast NOW = at(Duration.ZERO);

    /// A time that is known exactly, as that of an age.
    public static LimitForecast at(Duration in) {
        Duration left = in.isNegative() ? Duration.ZERO : in;
        return new LimitForecast(left, left, left, true);
    }

    /// The same, but not to be relied upon.
    public LimitForecast doubtful() {
        return in.isZero() ? this : new LimitForecast(in, earliest, latest, false);
    }

    /// For people: `in 7 min ± 2 min`; `not before 2 min` where no more is known than that.
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
        if (spread.compareTo(in) > 0) { // It tells only when it cannot be yet.
            return "not before " + Durations.words(earliest);
        }
        return "in " + Durations.words(in) + (sure ? "" : " ± " + Durations.words(spread));
    }
}
