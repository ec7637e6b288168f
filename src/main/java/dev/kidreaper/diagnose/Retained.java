package dev.kidreaper.diagnose;

import dev.kidreaper.model.MemoryBreakdown;
import dev.kidreaper.model.MemoryTimeline;
import dev.kidreaper.model.Referrers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/// One worker's memory without what it gave back: each value is the least that it had from then on.
/// Peaks and a collector's saw teeth are gone; what remains only grows.
final class Retained {
    /// How long a newborn sets itself up: that is its baseline, not its growth.
    private static final double NEWBORN_SECONDS = 3;

    /// The same for a worker with a short life, as part of that.
    private static final double NEWBORN_PART = 0.25;

    private static final int FEWEST_POINTS = 6;

    /// The fall of a saw, as part of the range of its values.
    private static final double TOOTH = 0.5;

    /// A tooth lasts at least this many readings, or this part of all.
    private static final int TOOTH_READINGS = 3;

    private static final int TOOTH_DIVISOR = 20;

    /// A new tooth has risen by at least this part of the last one.
    private static final double RISING = 0.2;

    /// What rises so far above all earlier teeth is none.
    private static final double HIGHER = 1.25;

    /// Gains of this many last readings, or of this part of all, may still be given back.
    private static final int UNSURE_POINTS = 2;

    private static final int UNSURE_DIVISOR = 30;

    /// The beginning and the end are a quarter each.
    private static final int QUARTER = 4;

    private final List<MemoryTimeline.Point> points;
    private final double[] own;
    private final double[] apart;
    private final double[] file;
    private final double[] rests;
    private final double risen;
    private final @Nullable Allocated allocated;
    private final @Nullable Referrers referrers;

    private Retained(Retained other, List<MemoryTimeline.Point> points) {
        this.points = points;
        own = other.own;
        apart = other.apart;
        file = other.file;
        rests = other.rests;
        risen = other.risen;
        allocated = other.allocated;
        referrers = other.referrers;
    }

    /// The same with the seconds of the worker's life instead of the observation's.
    ///
    /// @param step to which they are rounded, so that the times of several workers meet
    Retained aged(double step) {
        double start = points.getFirst().seconds();
        List<MemoryTimeline.Point> aged =
                points.stream()
                        .map(p -> p.at(Math.rint((p.seconds() - start) / step) * step, p.rests()))
                        .toList();
        return new Retained(this, aged);
    }

    private Retained(List<MemoryTimeline.Point> all, @Nullable Referrers referrers) {
        this.referrers = referrers;
        points = all.subList(0, sure(all.size()));
        double[] raw = raw(all, MemoryBreakdown::own);
        risen = risen(raw);
        allocated = Allocated.of(all);
        own = kept(raw);
        apart = kept(raw(all, MemoryBreakdown::apart));
        file = kept(raw(all, MemoryBreakdown::file));
        rests = points.stream().mapToDouble(MemoryTimeline.Point::rests).toArray();
        // When a thread ends, its rests are no longer counted.
        Arrays.parallelPrefix(rests, Math::max);
    }

    /// The readings that count.
    List<MemoryTimeline.Point> points() {
        return points;
    }

    /// Own memory at each reading.
    double[] own() {
        return own;
    }

    /// Memory that had become private by copy-on-write, at each reading.
    double[] apart() {
        return apart;
    }

    /// What requests take and give back, at most.
    double spare() {
        return points.getLast().spare();
    }

    /// The rise of own memory from the beginning to the end, kept or not. It compares what the
    /// worker has at least in three quarters of the readings of the last quarter with the same of
    /// the first.
    double risen() {
        return risen;
    }

    /// What its allocator had handed out, at all readings; null if unknown.
    @Nullable Allocated allocated() {
        return allocated;
    }

    /// Who refers to what its heap accumulated; null if unknown.
    @Nullable Referrers referrers() {
        return referrers;
    }

    /// What was in use of its heap and stayed in use, at each reading that counts.
    double[] inUse() {
        return allocated == null ? new double[points.size()] : kept(allocated.inUse());
    }

    /// The processor time since a part of the time, in clock ticks.
    double cpuTicks(double since) {
        int from = (int) (since * (points.size() - 1));
        return points.getLast().cpuTicks() - points.get(from).cpuTicks();
    }

    /// How often it had gone to sleep, at each reading.
    double[] rests() {
        return rests;
    }

    /// The work that it had done before the first reading that counts, as a multiple of that since.
    double workBefore() {
        double since = rests[rests.length - 1] - rests[0];
        return since <= 0 ? 0 : rests[0] / since;
    }

    /// Mapped files and shared memory, at each reading.
    double[] file() {
        return file;
    }

    /// The memory of each worker that was seen long enough.
    static List<Retained> of(List<MemoryTimeline> timelines) {
        var all = new ArrayList<Retained>();
        for (MemoryTimeline memoryTimeline : timelines) {
            double from = grown(memoryTimeline);
            List<MemoryTimeline.Point> points =
                    memoryTimeline.points().stream().filter(p -> p.seconds() >= from).toList();
            if (points.size() >= FEWEST_POINTS) {
                all.add(new Retained(points, memoryTimeline.referrers()));
            }
        }
        return all;
    }

    /// The time at which the worker was no newborn any more.
    private static double grown(MemoryTimeline memoryTimeline) {
        double life = memoryTimeline.last().seconds() - memoryTimeline.born();
        return memoryTimeline.born() + Math.min(NEWBORN_SECONDS, life * NEWBORN_PART);
    }

    private static int sure(int readings) {
        return readings - Math.max(UNSURE_POINTS, readings / UNSURE_DIVISOR);
    }

    /// The rise of values at all readings: see {@link #risen()}.
    static double risen(double[] raw) {
        int quarter = Math.max(1, raw.length / QUARTER);
        double[] first = Arrays.copyOf(raw, quarter);
        double[] last = Arrays.copyOfRange(raw, raw.length - quarter, raw.length);
        Arrays.sort(first);
        Arrays.sort(last);
        return last[quarter / QUARTER] - first[quarter / QUARTER];
    }

    private static double[] raw(
            List<MemoryTimeline.Point> points, ToLongFunction<MemoryBreakdown> part) {
        return points.stream().mapToDouble(p -> part.applyAsLong(p.memoryBreakdown())).toArray();
    }

    /// The gain from the first to the last reading that counts.
    static double gain(double[] kept) {
        return kept[kept.length - 1] - kept[0];
    }

    /// For each reading that counts, the least value from then on.
    static double[] kept(double[] raw) {
        int sure = sure(raw.length);
        var kept = new double[sure];
        double least = Double.MAX_VALUE;
        for (int i = raw.length - 1; i >= 0; i--) {
            least = Math.min(least, raw[i]);
            if (i < sure) {
                kept[i] = least;
            }
        }
        int trough = lastTrough(raw);
        if (trough < sure) {
            Arrays.fill(kept, trough, sure, kept[trough]);
        }
        return kept;
    }

    /// The last trough of a saw that is on its way up again: what is gained from there on will be
    /// given back. For anything else, the last reading.
    static int lastTrough(double[] raw) {
        double most = Arrays.stream(raw).max().orElse(0);
        double least = Arrays.stream(raw).min().orElse(0);
        double fall = (most - least) * TOOTH;
        int trough = -1;
        double high = raw[0];
        double low = raw[0];
        double peak = raw[0];
        double peakBefore = raw[0];
        int highFor = 0;
        int tooth = Math.max(TOOTH_READINGS, raw.length / TOOTH_DIVISOR);
        for (int i = 1; i < raw.length && fall > 0; i++) {
            low = Math.min(low, raw[i]);
            high = Math.max(high, raw[i]);
            peak = Math.max(peak, raw[i]);
            highFor = raw[i] - low > fall / 2 ? highFor + 1 : highFor;
            boolean hasFallen = high - raw[i] >= fall;
            if (hasFallen || (trough >= 0 && raw[i] <= raw[trough])) {
                // A peak that is gone at once is not a tooth.
                trough = trough >= 0 || highFor >= tooth ? i : trough;
                peakBefore = peak;
                high = raw[i];
                low = raw[i];
                highFor = 0;
            }
        }
        double last = raw[raw.length - 1];
        boolean isRising = trough >= 0 && last - raw[trough] > fall * RISING;
        boolean isHigher = last - least > (peakBefore - least) * HIGHER;
        return isRising && !isHigher ? trough : raw.length - 1;
    }
}
