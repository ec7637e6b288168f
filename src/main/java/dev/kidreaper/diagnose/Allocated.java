package dev.kidreaper.diagnose;

import dev.kidreaper.model.Heap;
import dev.kidreaper.model.MemoryTimeline;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// The memory that one worker's allocator had handed out, over an observation, in bytes.
final class Allocated {
    /// With fewer walks over its heap there is no curve.
    private static final int FEWEST = 6;

    private static final int UNSURE = 1;

    /// There must be a walk in the first such part of the readings, and one in the last. On a busy
    /// machine they are rare.
    private static final int BORDER_DIVISOR = 3;

    /// A collector gives back at least this part of the range between the most and the least in
    /// use.
    private static final double FALL = 0.05;

    private static final double FALL_BYTES = 32 << 10;

    private final int[] at;
    private final double[] inUse;
    private final double[] own;
    private final double[] seen;
    private final List<MemoryTimeline.Point> points;
    private final boolean isCollected;

    private Allocated(List<MemoryTimeline.Point> points, int[] at) {
        this.at = at;
        this.points = points;
        inUse = filled(Heap::inUse);
        own = filled(Heap::own);
        seen = IntStream.of(at).mapToDouble(i -> inUse[i]).toArray();
        isCollected = Objects.requireNonNull(points.get(at[0]).heap()).isCollected();
    }

    /// The memory at these readings; null if there were too few walks over the heap.
    static @Nullable Allocated of(List<MemoryTimeline.Point> points) {
        int[] at =
                IntStream.range(0, points.size())
                        .filter(i -> points.get(i).heap() != null)
                        .toArray();
        int border = points.size() / BORDER_DIVISOR;
        boolean isKnown =
                at.length >= FEWEST
                        && at[0] <= border
                        && at[at.length - 1] >= points.size() - 1 - border;
        return isKnown ? new Allocated(points, at) : null;
    }

    /// A figure of the heap at each reading, as last seen.
    double[] filled(ToDoubleFunction<Heap> part) {
        var values = new double[points.size()];
        int last = 0;
        for (int i = 0; i < values.length; i++) {
            last = last + 1 < at.length && at[last + 1] <= i ? last + 1 : last;
            Heap heap = Objects.requireNonNull(points.get(at[last]).heap());
            values[i] = part.applyAsDouble(heap);
        }
        return values;
    }

    /// The rise of what is in use: the least in the last third of the walks, minus the least in the
    /// first.
    double rise() {
        int third = seen.length / 3;
        DoubleStream last = Arrays.stream(seen, seen.length - third, seen.length);
        return last.min().orElse(0) - Arrays.stream(seen, 0, third).min().orElse(0);
    }

    /// Whether the values fell at some time by a large part of their range.
    private static boolean hasFallen(double[] values) {
        double range =
                DoubleStream.of(values).max().orElse(0) - DoubleStream.of(values).min().orElse(0);
        double least = Math.max(FALL_BYTES, range * FALL);
        double high = values[0];
        for (double value : values) {
            high = Math.max(high, value);
            if (high - value >= least) {
                return true;
            }
        }
        return false;
    }

    /// Whether garbage may still be in use, because the collector has not run.
    boolean waits() {
        return isCollected && !hasFallen(seen);
    }

    /// Whether a collector frees the memory at all.
    boolean isCollected() {
        return isCollected;
    }

    /// The readings with a walk, among the first `readings` ones, if another walk follows. What a
    /// running request has in use will be given back.
    int[] walks(int readings) {
        return IntStream.of(at).limit(at.length - UNSURE).filter(i -> i < readings).toArray();
    }

    /// What was in use at each reading, as last seen.
    double[] inUse() {
        return inUse;
    }

    /// The worker's own pages in which that lies, at each reading, as last seen.
    double[] own() {
        return own;
    }

    /// From which of the walks on its connections were counted, to the end; -1: too late, or never.
    private int countedFrom() {
        int from = at.length;
        while (from > 0 && points.get(at[from - 1]).accepted() >= 0) {
            from--;
        }
        return at.length - from >= FEWEST ? from : -1;
    }

    /// How many connections it had accepted by each of the last walks, since they were counted;
    /// null if that is unknown.
    double @Nullable [] accepted() {
        int from = countedFrom();
        return from < 0
                ? null
                : IntStream.of(at).skip(from).mapToDouble(i -> points.get(i).accepted()).toArray();
    }

    /// How many it accepted from the first walk to the last, at the rate of when they were counted;
    /// 0 if unknown.
    double requests() {
        double[] accepted = accepted();
        if (accepted == null) {
            return 0;
        }
        int last = at.length - 1;
        int from = at.length - accepted.length;
        double part = (seconds(last) - seconds(from)) / (seconds(last) - seconds(0));
        return (accepted[accepted.length - 1] - accepted[0]) / part;
    }

    private double seconds(int walk) {
        return points.get(at[walk]).seconds();
    }

    /// What each walk found.
    List<Heap> heaps() {
        return IntStream.of(at)
                .mapToObj(i -> Objects.requireNonNull(points.get(i).heap()))
                .toList();
    }

    /// What was in use at each walk.
    double[] seen() {
        return seen;
    }
}
