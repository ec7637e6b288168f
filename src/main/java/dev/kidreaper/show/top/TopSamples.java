package dev.kidreaper.show.top;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;

/// What the workers weighed since `top` was started, or, where the daemon told more, before. One
/// thread at a time.
public final class TopSamples {
    private static final int MOST = 7200;

    private record Sample(double at, long bytes) {}

    private final Map<Long, Deque<Sample>> byPid = new HashMap<>();

    /// Keeps what a status says, and forgets workers that are no more.
    public synchronized void add(TopStatus status) {
        var alive = new HashMap<Long, Boolean>();
        double now = seconds(status.at());
        for (TopPool pool : status.pools()) {
            for (TopWorker worker : pool.workers()) {
                alive.put(worker.pid(), true);
                Deque<Sample> of = byPid.computeIfAbsent(worker.pid(), _ -> new ArrayDeque<>());
                if (of.isEmpty() || of.getLast().at < now) {
                    of.add(new Sample(now, worker.bytes()));
                }
                while (of.size() > MOST) {
                    of.removeFirst();
                }
            }
        }
        byPid.keySet().removeIf(pid -> !alive.containsKey(pid));
    }

    /// Puts in front what the daemon remembers of a worker.
    ///
    /// @param times seconds since the epoch, rising
    public synchronized void before(long pid, double[] times, long[] bytes) {
        Deque<Sample> of = byPid.computeIfAbsent(pid, _ -> new ArrayDeque<>());
        double first = of.isEmpty() ? Double.MAX_VALUE : of.getFirst().at;
        for (int i = times.length - 1; i >= 0; i--) {
            if (times[i] < first && of.size() < MOST) {
                of.addFirst(new Sample(times[i], bytes[i]));
            }
        }
    }

    /// Since when a worker is known, in seconds since the epoch; not a number: it is not.
    synchronized double since(long pid) {
        Deque<Sample> of = byPid.get(pid);
        return of == null || of.isEmpty() ? Double.NaN : of.getFirst().at;
    }

    /// A worker's curve in that many steps; not a number where nothing is known.
    synchronized double[] curve(long pid, double from, double to, int steps) {
        var curve = new double[steps];
        java.util.Arrays.fill(curve, Double.NaN);
        Deque<Sample> of = byPid.getOrDefault(pid, new ArrayDeque<>());
        for (Iterator<Sample> all = of.iterator(); all.hasNext(); ) {
            Sample sample = all.next();
            int step = (int) ((sample.at - from) / Math.max(1e-9, to - from) * (steps - 1));
            if (step >= 0 && step < steps) {
                curve[step] = sample.bytes;
            }
        }
        fill(curve);
        return curve;
    }

    /// Between two samples a worker weighed what it did at the first.
    private static void fill(double[] curve) {
        for (int i = 1; i < curve.length; i++) {
            if (Double.isNaN(curve[i])) {
                curve[i] = curve[i - 1];
            }
        }
    }

    static double seconds(Instant at) {
        return at.toEpochMilli() / 1000.0;
    }
}
