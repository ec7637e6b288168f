package dev.kidreaper.decide.fleet;

import java.time.Duration;
import java.util.regex.Pattern;

/// What an operator has set for a group's budget.
///
/// @param size how many workers may be away: `20`, or `2%` of all
/// @param failures after so many in a row no more workers are recycled
/// @param presumeGone how long a slot must be seen unchanged before its host counts as gone
/// @param soak how long a replacement must have served before its slot is free
public record BudgetTerms(String size, int failures, Duration presumeGone, Duration soak) {
    private static final Pattern SIZE = Pattern.compile("[1-9][0-9]{0,4}|[0-9]{1,3}(\\.[0-9]+)?%");

    /// The shortest time after which a host may count as gone.
    public static final Duration SHORTEST = Duration.ofMinutes(1);

    /// So long it usually takes until a replacement serves.
    public static final Duration USUAL_START = Duration.ofSeconds(5);

    public BudgetTerms {
        if (!SIZE.matcher(size).matches()) {
            throw new IllegalArgumentException("'" + size + "' is no size of a budget");
        }
    }

    /// Whether the size is a share of all workers.
    public static boolean isShare(String size) {
        return size.endsWith("%");
    }

    /// How many workers may be away.
    ///
    /// @param workers how many the group has
    public static int k(String size, long workers) {
        if (!isShare(size)) {
            return Integer.parseInt(size);
        }
        double share = Double.parseDouble(size.substring(0, size.length() - 1)) / 100;
        return Math.clamp((long) Math.floor(share * workers), 1, 99_999);
    }

    /// How many workers are away at any time on average, if each is recycled once in its life.
    ///
    /// @param soak how long a replacement must have served before the next one may go for it
    public static double need(double workers, Duration life, Duration soak) {
        return workers * USUAL_START.plus(soak).toMillis() / life.toMillis();
    }

    /// For so many nanoseconds after a confirmed hold a worker may be signalled: by then no other
    /// host can have taken the slot away, whatever its clock.
    long trust() {
        return presumeGone.toNanos() / 2;
    }

    /// How often a holder shows that it lives, in nanoseconds.
    long beatEvery() {
        return presumeGone.toNanos() / 5;
    }
}
