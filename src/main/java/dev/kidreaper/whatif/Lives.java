package dev.kidreaper.whatif;

import java.util.ArrayList;
import java.util.List;

/// The lives of a pool's workers, as far as they were seen: how a worker grows with its age.
///
/// @param all each life, of at least two readings
public record Lives(List<Life> all) {
    /// One worker's life.
    ///
    /// @param points oldest first
    public record Life(List<Point> points) {
        public Life {
            points = List.copyOf(points);
        }

        /// What it weighed when it was seen first.
        long first() {
            return points.getFirst().bytes;
        }

        /// The most that it weighed.
        long largest() {
            return points.stream().mapToLong(Point::bytes).max().orElse(0);
        }
    }

    /// One reading.
    ///
    /// @param seconds when
    public record Point(double seconds, long bytes) {}

    public Lives {
        all = List.copyOf(all);
    }

    /// The lives among readings.
    public static final class Builder {
        private final List<Life> lives = new ArrayList<>();
        private final List<Point> points = new ArrayList<>();
        private long worker = Long.MIN_VALUE;

        /// Adds a reading: all of one worker's come one after the other, oldest first.
        public void add(long whose, double seconds, long bytes) {
            if (whose != worker) {
                end();
                worker = whose;
            }
            points.add(new Point(seconds, bytes));
        }

        private void end() {
            if (points.size() > 1) {
                lives.add(new Life(points));
            }
            points.clear();
        }

        /// All lives.
        public Lives build() {
            end();
            return new Lives(lives);
        }
    }

    /// The most that any worker weighed.
    long largest() {
        return all.stream().mapToLong(Life::largest).max().orElse(0);
    }

    /// What workers weigh when they are seen first: the middle one.
    long birth() {
        long[] firsts = all.stream().mapToLong(Life::first).sorted().toArray();
        return firsts.length == 0 ? 0 : firsts[firsts.length / 2];
    }
}
