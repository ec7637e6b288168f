package dev.kidreaper.diagnose;

/// The growth of one part of an average worker's memory.
final class Curve {
    /// The part of the time that has passed, ascending from 0 to 1.
    private final double[] clock;

    /// The part of the work that is done, ascending from 0 to 1.
    private final double[] work;

    /// What an average worker has gained so far, from 0.
    private final double[] bytes;

    /// The sum of the squares of all single gains so far, of all workers.
    private final double[] squares;

    /// The sum of all single gains so far, of all workers.
    private final double[] gained;

    /// The size of the steps in which it grows; 0 if each gain is one step.
    private final double stepSize;

    Curve(double[] clock, double[] work, double[] bytes, double[] squares, double[] gained) {
        this(clock, work, bytes, squares, gained, 0);
    }

    private Curve(
            double[] clock,
            double[] work,
            double[] bytes,
            double[] squares,
            double[] gained,
            double stepSize) {
        this.stepSize = stepSize;
        this.clock = clock;
        this.work = work;
        this.bytes = bytes;
        this.squares = squares;
        this.gained = gained;
    }

    /// The same curve, with a known size of its steps.
    Curve inStepsOf(double size) {
        return new Curve(clock, work, bytes, squares, gained, size);
    }

    /// The whole gain.
    double total() {
        return bytes[bytes.length - 1];
    }

    /// The gain between two parts of the time.
    double between(double from, double to) {
        return value(bytes, to) - value(bytes, from);
    }

    /// The gain from one part of the work to the end.
    double afterWork(double from) {
        for (int i = 1; i < work.length; i++) {
            if (work[i] >= from) {
                return total() - bytes[i - 1];
            }
        }
        return 0;
    }

    /// The mean place of the gains in the work, from a part of the time on: 0.5 if they are evenly
    /// spread, less if growth flattens.
    double centre(double from) {
        double begin = value(work, from);
        double sum = 0;
        double weighted = 0;
        for (int i = 1; i < work.length; i++) {
            double middle = (work[i] + work[i - 1]) / 2;
            if (middle >= begin) {
                double gain = bytes[i] - bytes[i - 1];
                sum += gain;
                weighted += gain * middle;
            }
        }
        return sum <= 0 ? 0.5 : Math.clamp((weighted / sum - begin) / (1 - begin), 0, 1);
    }

    /// The number of steps of like size in a part of the time, for all workers together: few for
    /// one large request, many for a trickle.
    double steps(double from, double to) {
        double sum = value(gained, to) - value(gained, from);
        if (stepSize > 0) {
            return sum / stepSize;
        }
        double square = value(squares, to) - value(squares, from);
        return square <= 0 ? 0 : sum * sum / square;
    }

    private double value(double[] of, double where) {
        for (int i = 1; i < clock.length; i++) {
            if (clock[i] >= where) {
                double width = clock[i] - clock[i - 1];
                double part = width <= 0 ? 1 : (where - clock[i - 1]) / width;
                return of[i - 1] + (of[i] - of[i - 1]) * Math.clamp(part, 0, 1);
            }
        }
        return of[of.length - 1];
    }
}
