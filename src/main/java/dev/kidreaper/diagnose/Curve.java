package dev.kidreaper.diagnose;

/// How one part of the workers' memory grows, an average worker's.
final class Curve {
    /// How much of the time has passed, ascending from 0 to 1.
    private final double[] clock;

    /// How much of the work has been done, ascending from 0 to 1.
    private final double[] work;

    /// What an average worker has gained until then, from 0.
    private final double[] bytes;

    /// The sum of the squares of all single gains until then, of all workers.
    private final double[] squares;

    /// The sum of all single gains until then, of all workers.
    private final double[] gained;

    /// How large the pieces are in which it grows; 0 when each gain is one.
    private final double piece;

    Curve(double[] clock, double[] work, double[] bytes, double[] squares, double[] gained) {
        this(clock, work, bytes, squares, gained, 0);
    }

    private Curve(
            double[] clock,
            double[] work,
            double[] bytes,
            double[] squares,
            double[] gained,
            double piece) {
        this.piece = piece;
        this.clock = clock;
        this.work = work;
        this.bytes = bytes;
        this.squares = squares;
        this.gained = gained;
    }

    /// The same, of which it is known in how large pieces it grows.
    Curve inPiecesOf(double size) {
        return new Curve(clock, work, bytes, squares, gained, size);
    }

    /// What it has gained at the end.
    double total() {
        return bytes[bytes.length - 1];
    }

    /// What it gains from one part of the time to another.
    double between(double from, double to) {
        return value(bytes, to) - value(bytes, from);
    }

    /// What it gains from one part of the work to the end.
    double afterWork(double from) {
        for (int i = 1; i < work.length; i++) {
            if (work[i] >= from) {
                return total() - bytes[i - 1];
            }
        }
        return 0;
    }

    /// Where in the work from that part of the time on its gains lie on average: 0.5 when they are
    /// evenly spread, less when growth flattens.
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

    /// In how many pieces of like size it has grown in a part of the time, all workers taken
    /// together: few for one large request, many for a trickle.
    double pieces(double from, double to) {
        double sum = value(gained, to) - value(gained, from);
        if (piece > 0) {
            return sum / piece;
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
