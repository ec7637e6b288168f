package dev.kidreaper.whatif;

import dev.kidreaper.whatif.Lives.Life;
import dev.kidreaper.whatif.Lives.Point;

/// How long a worker takes from size to size.
/*
 * Sizes are cut into cells. The time that a worker takes through a cell is the time that all lives
 * together spent in it, divided by the number of those that came out at its upper end. A life that
 * ends within a cell (it was recycled, or lives on) counts with its time, and with no way out: so
 * lives that were cut short do not make growth look slower than it is. A worker that shrinks stays
 * in the cell of its largest size.
 */
final class GrowthCurve {
    private static final int CELLS = 96;

    /// What readings may differ by.
    private static final double NOT_SLOWER = 0.9;

    private final Lives lives;
    private final long step;
    private final long birth;
    private final double[] time = new double[CELLS];
    private final long[] passed = new long[CELLS];

    GrowthCurve(Lives lives) {
        this.lives = lives;
        this.step = Math.max(1, lives.largest() / CELLS + 1);
        this.birth = lives.birth();
        lives.all().forEach(life -> walk(life, this::spend));
    }

    /// Gets one step of a life: from one size to another, no smaller one, in so many seconds.
    @FunctionalInterface
    private interface Step {
        void taken(double from, double to, double seconds);
    }

    private static void walk(Life life, Step step) {
        Point before = life.points().getFirst();
        double size = before.bytes();
        for (Point point : life.points().subList(1, life.points().size())) {
            double next = Math.max(size, (double) point.bytes());
            step.taken(size, next, Math.max(0, point.seconds() - before.seconds()));
            size = next;
            before = point;
        }
    }

    /// A worker took so long from one size to another.
    private void spend(double from, double to, double seconds) {
        int first = cell(from);
        int last = cell(to);
        for (int cell = first; cell <= last; cell++) {
            double low = Math.max(from, (double) cell * step);
            double high = Math.min(to, (cell + 1.0) * step);
            double part = to > from ? (high - low) / (to - from) : 1;
            time[cell] += seconds * Math.max(0, part);
            if (cell < last) {
                passed[cell]++;
            }
        }
    }

    private int cell(double bytes) {
        return (int) Math.clamp((long) (bytes / step), 0, CELLS - 1L);
    }

    /// How long a worker takes through a part of a cell.
    private double seconds(int cell, double low, double high) {
        return passed[cell] > 0
                ? time[cell] / passed[cell] * (high - low) / step
                : secondsInLast(low, high);
    }

    /// The same where none came out of the cell, but some to that size within it.
    private double secondsInLast(double low, double high) {
        var passage = new Passage(low, high);
        lives.all().forEach(life -> walk(life, passage));
        return passage.came > 0 ? passage.seconds / passage.came : 0;
    }

    /// How long lives were between two sizes, and how many came through.
    private static final class Passage implements Step {
        private final double low;
        private final double high;
        private double seconds;
        private int came;

        Passage(double low, double high) {
            this.low = low;
            this.high = high;
        }

        @Override
        public void taken(double from, double to, double took) {
            if (to > from) {
                double within = Math.min(high, to) - Math.max(low, from);
                seconds += took * Math.max(0, within) / (to - from);
            } else if (from >= low && from < high) {
                seconds += took;
            }
            came += from < high && to >= high ? 1 : 0;
        }
    }

    /// The largest size that a worker has come to.
    long reached() {
        return Math.max(birth, lives.largest());
    }

    /// One worker's life up to a size.
    ///
    /// @param seconds how long it is
    /// @param average its size over that time, in bytes
    /// @param spread how far its size is from that, as a standard deviation
    record Course(double seconds, double average, double spread) {}

    /// The life of a worker that goes at a size which workers have reached.
    Course upTo(long limit) {
        double sum = 0;
        double weighed = 0;
        double squares = 0;
        for (int cell = cell((double) birth); cell <= cell(limit - 1.0); cell++) {
            double low = Math.max((double) birth, (double) cell * step);
            double high = Math.min((double) limit, (cell + 1.0) * step);
            if (high <= low) {
                continue;
            }
            double stay = seconds(cell, low, high);
            double size = (low + high) / 2;
            sum += stay;
            weighed += stay * size;
            squares += stay * size * size;
        }
        double average = sum > 0 ? weighed / sum : birth;
        double variance = sum > 0 ? Math.max(0, squares / sum - average * average) : 0;
        return new Course(sum, average, Math.sqrt(variance));
    }

    /// By how many bytes a second a worker grows in the last quarter of the way to a size that was
    /// reached; 0: it does not.
    double lateGrowth(long reached) {
        return growth(reached, 3, 4);
    }

    /// Whether that is less than in the two quarters before.
    boolean hasSlowedDown(long reached) {
        return lateGrowth(reached) < growth(reached, 1, 3) * NOT_SLOWER;
    }

    private double growth(long reached, int fromQuarter, int toQuarter) {
        long all = reached - birth;
        long begin = birth + all * fromQuarter / 4;
        long end = birth + all * toQuarter / 4;
        double seconds = upTo(end).seconds - upTo(begin).seconds;
        return seconds > 0 ? (end - begin) / seconds : 0;
    }

    long birth() {
        return birth;
    }
}
