package dev.kidreaper.diagnose;

import dev.kidreaper.model.MemoryTimeline;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;

/// The aligned gains of a pool's workers: what an average one gains from reading to reading. Only
/// workers that were there at both readings count, so those that come and go do not show as growth.
final class Curves {
    /// Work is uneven if one sixth of the time sees this many times the work of another.
    private static final double UNEVEN = 1.3;

    /// Fewer rests than this, in all, tell nothing about the work.
    private static final double FEWEST_RESTS = 60;

    private static final int PARTS = 6;

    private final double[] seconds;
    private final double[] clock;
    private final double[] work;
    private final double[] restsUntil;
    private final double rests;
    private final int alive;
    private final boolean isByRests;

    private Curves(double[] seconds, double[] restsUntil, int alive) {
        this.seconds = seconds;
        this.clock = portions(seconds);
        this.alive = alive;
        this.restsUntil = restsUntil;
        this.rests = restsUntil[restsUntil.length - 1] * alive;
        this.isByRests = rests >= FEWEST_RESTS && isUneven(seconds, restsUntil);
        this.work = isByRests ? portions(restsUntil) : clock;
    }

    private Curves(Curves other, double[] restsUntil, boolean isByRests) {
        seconds = other.seconds;
        clock = other.clock;
        alive = other.alive;
        rests = other.rests;
        this.restsUntil = restsUntil;
        this.isByRests = isByRests;
        work = isByRests ? portions(restsUntil) : clock;
    }

    /// The measures of the work that may be the right one: the workers' rests if the load is
    /// uneven, else the clock as well.
    List<Curves> byEither() {
        return rests < FEWEST_RESTS || isByRests
                ? List.of(this)
                : List.of(this, new Curves(this, restsUntil, true));
    }

    /// Values scaled to 0 to 1.
    private static double[] portions(double[] values) {
        double first = values[0];
        double length = values[values.length - 1] - first;
        return Arrays.stream(values).map(v -> length > 0 ? (v - first) / length : 0).toArray();
    }

    /// The number of readings.
    int readings() {
        return seconds.length;
    }

    /// The time from the first reading to the last, in seconds.
    double length() {
        return seconds[seconds.length - 1] - seconds[0];
    }

    /// How often all workers together went to sleep: about in proportion to their requests.
    double rests() {
        return rests;
    }

    /// The largest number of workers at one time.
    int alive() {
        return alive;
    }

    /// Whether work is counted in rests, because the load was uneven.
    boolean isByRests() {
        return isByRests;
    }

    /// The times of all readings, and the work done until each. Work is counted by the clock if the
    /// load is even, else by the workers' rests: a worker that does nothing cannot leak.
    static Curves over(List<Retained> workers) {
        double[] seconds =
                workers.stream()
                        .flatMap(w -> w.points().stream())
                        .mapToDouble(MemoryTimeline.Point::seconds)
                        .sorted()
                        .distinct()
                        .toArray();
        var gains = gains(workers, seconds, workers.stream().map(Retained::rests).toList());
        double[] rests = cumulated(gains);
        int alive = gains.stream().mapToInt(List::size).max().orElse(1);
        return new Curves(seconds, rests, Math.max(1, alive));
    }

    /// The curve of one part of memory.
    ///
    /// @param kept what each worker kept of it, at each of its readings
    Curve of(List<Retained> workers, List<double[]> kept) {
        var gains = gains(workers, seconds, kept);
        int count = seconds.length;
        var squares = new double[count];
        var gained = new double[count];
        for (int i = 1; i < count; i++) {
            squares[i] = squares[i - 1];
            gained[i] = gained[i - 1];
            for (double gain : gains.get(i)) {
                squares[i] += gain * gain;
                gained[i] += gain;
            }
        }
        return new Curve(clock, work, cumulated(gains), squares, gained);
    }

    private static boolean isUneven(double[] seconds, double[] rests) {
        double start = seconds[0];
        double length = seconds[seconds.length - 1] - start;
        double least = Double.MAX_VALUE;
        double most = 0;
        int from = 0;
        for (int part = 1; part <= PARTS; part++) {
            int to = from;
            while (to < seconds.length - 1 && seconds[to] < start + length * part / PARTS) {
                to++;
            }
            if (to > from) {
                double rate = (rests[to] - rests[from]) / (seconds[to] - seconds[from]);
                least = Math.min(least, rate);
                most = Math.max(most, rate);
            }
            from = to;
        }
        return most > least * UNEVEN;
    }

    /// The gain of each worker at each time, since the time before.
    ///
    /// @param kept a value for each worker at each of its readings
    private static List<List<Double>> gains(
            List<Retained> workers, double[] seconds, List<double[]> kept) {
        var index = new TreeMap<Double, Integer>();
        var gains = new ArrayList<List<Double>>();
        for (double second : seconds) {
            index.put(second, gains.size());
            gains.add(new ArrayList<>());
        }
        for (int w = 0; w < workers.size(); w++) {
            Retained worker = workers.get(w);
            double[] values = kept.get(w);
            for (int i = 1; i < worker.points().size(); i++) {
                Integer at = index.get(worker.points().get(i).seconds());
                if (at != null) {
                    gains.get(at).add(values[i] - values[i - 1]);
                }
            }
        }
        return gains;
    }

    private static double[] cumulated(List<List<Double>> gains) {
        var sum = new double[gains.size()];
        for (int i = 1; i < sum.length; i++) {
            double mean = gains.get(i).stream().mapToDouble(g -> g).average().orElse(0);
            sum[i] = sum[i - 1] + mean;
        }
        return sum;
    }
}
