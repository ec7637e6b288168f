package dev.kidreaper.pool;

import dev.kidreaper.decide.Trend;
import dev.kidreaper.model.LimitForecast;
import java.util.Optional;

/// The last sizes of one worker, and the trend in them. For the thread that owns its pool.
final class GrowthTrend {
    private static final int READINGS = 32;
    private static final int RECENT = 4;

    /// Growth is slowing when its newer half has less than this part of its speed.
    private static final double SLOWING = 0.7;

    private static final double NANOS = 1e9;

    private final double[] seconds = new double[READINGS];
    private final double[] bytes = new double[READINGS];
    private int count;
    private Optional<Trend> trend = Optional.empty();
    private Optional<Trend> recent = Optional.empty();
    private boolean slowing;

    /// How it grows; empty when there are too few readings to tell.
    Optional<Trend> trend() {
        return trend;
    }

    /// How it has grown of late: who begins to grow after a long rest shows it here first.
    Optional<Trend> recent() {
        return recent;
    }

    /// Whether the newer half of its growth is clearly slower than all of it: it warms up, and what
    /// is ahead cannot be told from what was.
    boolean isSlowing() {
        return slowing;
    }

    /// When it reaches a limit: by all of its growth where that reaches as far back as the crossing
    /// lies ahead, else by the last of it.
    ///
    /// @param size now, in bytes
    Optional<LimitForecast> crossing(long size, long limit) {
        Optional<LimitForecast> whole = crossing(size, limit, trend);
        return whole.filter(c -> c.foreseen() && !slowing)
                .or(() -> crossing(size, limit, recent).filter(LimitForecast::foreseen))
                .or(() -> whole.map(LimitForecast::doubtful));
    }

    /// When it may reach a limit, should it go on as it has of late.
    ///
    /// @param size now, in bytes
    Optional<LimitForecast> soonest(long size, long limit) {
        Optional<LimitForecast> whole = crossing(size, limit);
        Optional<LimitForecast> late = crossing(size, limit, recent);
        boolean sooner =
                late.isPresent()
                        && whole.filter(w -> w.earliest().compareTo(late.get().earliest()) <= 0)
                                .isEmpty();
        return sooner ? late : whole;
    }

    private static Optional<LimitForecast> crossing(long size, long limit, Optional<Trend> trend) {
        return size >= limit
                ? Optional.of(LimitForecast.NOW)
                : trend.flatMap(t -> t.reaches((double) size, (double) limit));
    }

    /// Adds a reading.
    ///
    /// @param now in nanoseconds, later than the one before
    void add(long now, long size) {
        // Of readings that are all alike the first and the last say as much; but while it is taken
        // for growing, each one counts against that.
        boolean alike = count > 1 && bytes[count - 1] == size && bytes[count - 2] == size;
        if (alike && trend.isPresent() && trend.get().bytesPerSecond() == 0) {
            seconds[count - 1] = now / NANOS;
            return;
        }
        if (count == READINGS) {
            forgetEveryOther();
        }
        seconds[count] = now / NANOS;
        bytes[count] = size;
        count++;
        trend = Trend.of(seconds, bytes, 0, count);
        recent = Trend.of(seconds, bytes, Math.max(0, count - RECENT), count);
        slowing = slope(trend) > 0 && slope(newerHalf()) < slope(trend) * SLOWING;
    }

    private Optional<Trend> newerHalf() {
        return Trend.of(seconds, bytes, count / 2, count);
    }

    private static double slope(Optional<Trend> trend) {
        return trend.map(Trend::bytesPerSecond).orElse(0.0);
    }

    /// The newer half of those that are kept then weighs as much as the older.
    private void forgetEveryOther() {
        for (int i = 0; i < READINGS / 2; i++) {
            seconds[i] = seconds[i * 2 + 1];
            bytes[i] = bytes[i * 2 + 1];
        }
        count = READINGS / 2;
    }
}
