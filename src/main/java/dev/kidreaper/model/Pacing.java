package dev.kidreaper.model;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How fast a pool's workers can be recycled, and what besides their size makes them go: what a
/// timetable is made from.
///
/// @param atOnce how many may be away at once
/// @param each how long one recycle takes until the next may begin, as the last ones took; zero
///   while unknown
/// @param newborn a worker younger than this is left alone
/// @param newbornBytes what a new worker weighs by the pool's measure; 0 while unknown
/// @param maxAge the age at which a worker goes; null: at none
/// @param totalLimitBytes the sum of the workers' PSS above which the largest goes; null: none
/// @param blackouts the times of the week in which none goes
public record Pacing(
        int atOnce,
        Duration each,
        Duration newborn,
        long newbornBytes,
        @Nullable Duration maxAge,
        @Nullable Long totalLimitBytes,
        List<Blackout> blackouts) {
    public Pacing {
        blackouts = List.copyOf(blackouts);
    }

    /// Without a limit on all workers together, and without blackouts.
    public Pacing(
            int atOnce,
            Duration each,
            Duration newborn,
            long newbornBytes,
            @Nullable Duration maxAge) {
        this(atOnce, each, newborn, newbornBytes, maxAge, null, List.of());
    }

    /// By that policy, and those limits.
    ///
    /// @param each as above
    /// @param newbornBytes as above
    public static Pacing of(RecyclePolicy policy, Limits limits, Duration each, long newbornBytes) {
        return new Pacing(
                policy.atOnce(),
                each,
                policy.pace().newborn(),
                newbornBytes,
                limits.maxAge(),
                null,
                policy.blackouts());
    }

    /// The same with another number that may be away at once.
    public Pacing atOnce(int most) {
        return new Pacing(most, each, newborn, newbornBytes, maxAge, totalLimitBytes, blackouts);
    }

    /// The same within a limit on all workers together.
    public Pacing within(@Nullable Long totalBytes) {
        return new Pacing(atOnce, each, newborn, newbornBytes, maxAge, totalBytes, blackouts);
    }

    /// The recycles an hour that the pace allows; infinite while a recycle's length is not known.
    public double possiblePerHour() {
        return each.isPositive()
                ? Duration.ofHours(1).toNanos() * (double) atOnce / each.toNanos()
                : Double.POSITIVE_INFINITY;
    }
}
