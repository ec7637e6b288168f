package dev.kidreaper.whatif;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// What another limit would mean for a pool, reckoned from the lives of its workers. Pure.
///
/// @param rows for each limit, ascending
/// @param suggested the smallest limit that makes sense; 0: none does
/// @param reason why that one, or what is in the way of any: a sentence
/// @param lives how many lives it is reckoned from
/// @param birth what a new worker weighs, in bytes
/// @param largest the largest size that workers grew beyond, in bytes
public record WhatIf(
        List<Row> rows, long suggested, String reason, int lives, long birth, long largest) {
    private static final double OVERSHOT = 1.25;
    private static final Duration SHORTEST_LIFE = Duration.ofMinutes(10);
    private static final int LIVES_LAST = 20;
    private static final double ROOM_AT_BIRTH = 1.5;
    private static final double MOST_OF_PACE = 0.5;
    private static final double PEAK_SPREADS = 2;
    private static final double DAY = 86_400;
    private static final int CANDIDATES = 48;
    private static final int FEWEST_LIVES = 3;

    /// What one limit means.
    ///
    /// @param limit in bytes
    /// @param life how long a worker lives; null: longer than can be told
    /// @param recyclesPerDay of the whole pool; not a number: nobody can tell
    /// @param average what all workers weigh together on average, in bytes
    /// @param peak what they weigh together at worst, but for rare moments
    /// @param away the part of the time in which a worker is away
    /// @param beyond whether no worker has been so large: it is reckoned from how they grew last
    public record Row(
            long limit,
            @Nullable Duration life,
            double recyclesPerDay,
            long average,
            long peak,
            double away,
            boolean beyond) {}

    /// How workers grow beyond the sizes that they had.
    public enum Beyond {
        /// Without end: a leak.
        GROWS,
        /// It ends: what comes apart by writing, or is taken for a large request.
        ENDS,
        /// Nobody knows how far: as they did, if that has not slowed down.
        UNKNOWN
    }

    /// What is known of a pool besides the lives of its workers.
    ///
    /// @param workers how many it has
    /// @param now the limit that holds, in bytes; 0: none
    /// @param each how long a recycle takes until the next may begin
    /// @param possiblePerHour the recycles an hour that the pace allows; infinite while unknown
    /// @param beyond what was judged of their growth beyond the sizes that were seen
    /// @param room the memory that all workers may have together, in bytes; 0: not known
    public record Setting(
            int workers,
            long now,
            Duration each,
            double possiblePerHour,
            Beyond beyond,
            long room) {}

    public WhatIf {
        rows = List.copyOf(rows);
    }

    /// What limits would mean.
    ///
    /// @param limits in bytes; none: some around the one that holds
    public static WhatIf of(Lives lives, Setting setting, List<Long> limits) {
        if (lives.all().size() < FEWEST_LIVES) {
            String reason =
                    "lives of workers in the history so far: %d; it takes at least %d"
                            .formatted(lives.all().size(), FEWEST_LIVES);
            return new WhatIf(List.of(), 0, reason, lives.all().size(), lives.birth(), 0);
        }
        var curve = new GrowthCurve(lives);
        long reached = reached(curve, setting.now);
        Suggestion suggestion = suggestion(curve, setting, reached);
        var asked = new TreeSet<Long>(limits);
        if (limits.isEmpty()) {
            around(setting.now > 0 ? setting.now : reached, curve.birth(), asked);
            if (suggestion.limit > 0) {
                asked.add(suggestion.limit);
            }
        }
        List<Row> rows = asked.stream().map(limit -> row(curve, setting, reached, limit)).toList();
        return new WhatIf(
                rows,
                suggestion.limit,
                suggestion.reason,
                lives.all().size(),
                curve.birth(),
                curve.reached());
    }

    /// The largest size that tells how workers grow: beyond the limit that holds, by a little, are
    /// those that wait for their turn, or have been asked to leave.
    private static long reached(GrowthCurve curve, long limit) {
        long largest = curve.reached();
        return largest > limit && largest < limit * OVERSHOT ? limit : largest;
    }

    private static void around(long limit, long birth, TreeSet<Long> into) {
        for (double part : new double[] {2.0 / 3, 0.8, 1, 4.0 / 3, 2}) {
            long size = part == 1 ? limit : rounded((long) (limit * part));
            if (size > birth) {
                into.add(size);
            }
        }
    }

    private static long rounded(long bytes) {
        long step = bytes >= 64L << 20 ? 4L << 20 : 1L << 20;
        return Math.max(step, Math.round((double) bytes / step) * step);
    }

    private static Row row(GrowthCurve curve, Setting setting, long reached, long limit) {
        GrowthCurve.Course course = curve.upTo(Math.min(limit, reached));
        double seconds = course.seconds();
        double average = course.average();
        boolean beyond = limit > reached;
        if (beyond) {
            boolean slower = curve.hasSlowedDown(reached);
            boolean goesOn =
                    setting.beyond == Beyond.GROWS || (setting.beyond == Beyond.UNKNOWN && !slower);
            double growth = goesOn ? curve.lateGrowth(reached) : 0;
            if (growth <= 0) {
                long all = (long) (setting.workers * average);
                double none = setting.beyond == Beyond.ENDS && slower ? 0 : Double.NaN;
                return new Row(limit, null, none, all, peak(setting, course, limit), 0, true);
            }
            double more = (limit - reached) / growth;
            average = (average * seconds + (limit + reached) / 2.0 * more) / (seconds + more);
            seconds += more;
        }
        double perDay =
                seconds > 0
                        ? setting.workers * DAY / (seconds + seconds(setting.each) / 2)
                        : Double.POSITIVE_INFINITY;
        double most = setting.possiblePerHour * 24;
        return new Row(
                limit,
                Duration.ofMillis((long) (seconds * 1000)),
                perDay,
                (long) (setting.workers * average),
                peak(setting, new GrowthCurve.Course(seconds, average, course.spread()), limit),
                Math.min(1, Math.min(perDay, most) * seconds(setting.each) / DAY),
                beyond);
    }

    private static double seconds(Duration time) {
        return time.toMillis() / 1000.0;
    }

    private static long peak(Setting setting, GrowthCurve.Course course, long limit) {
        int workers = setting.workers;
        double peak =
                workers * course.average() + PEAK_SPREADS * Math.sqrt(workers) * course.spread();
        return (long) Math.min(peak, (double) workers * limit);
    }

    private record Suggestion(long limit, String reason) {}

    private static Suggestion suggestion(GrowthCurve curve, Setting setting, long reached) {
        long least = (long) (curve.birth() * ROOM_AT_BIRTH);
        String why = "";
        var candidates = new ArrayList<Long>();
        long most = Math.max(reached, least);
        for (int i = 0; i <= CANDIDATES; i++) {
            candidates.add(rounded(least + (most - least) * i / CANDIDATES));
        }
        for (long limit : candidates) {
            if (limit < least || limit > reached) {
                continue;
            }
            Row row = row(curve, setting, reached, limit);
            why = fault(row, setting);
            if (why.isEmpty()) {
                return new Suggestion(limit, "the smallest that leaves the workers time to work");
            }
        }
        return new Suggestion(0, why.isEmpty() ? "workers hardly grow: they need no limit" : why);
    }

    /// What speaks against a limit, a sentence; empty: nothing.
    private static String fault(Row row, Setting setting) {
        Duration life = row.life;
        if (life != null && life.compareTo(SHORTEST_LIFE) < 0) {
            return "below every limit that was reached, a worker lives less than 10 minutes";
        }
        if (life != null && life.compareTo(setting.each.multipliedBy(LIVES_LAST)) < 0) {
            return "a recycle takes too long for the life of a worker: more than a twentieth of it";
        }
        if (row.recyclesPerDay / 24 > setting.possiblePerHour * MOST_OF_PACE) {
            return "more than half of the recycles that the pace allows would be needed";
        }
        if (setting.room > 0 && row.average > setting.room) {
            return "the workers together would need more memory than there is for them";
        }
        return "";
    }
}
