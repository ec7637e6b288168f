package dev.kidreaper.diagnose;

import dev.kidreaper.model.Heap;
import dev.kidreaper.model.MemoryTimeline;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.ToLongFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// What one worker's allocator had handed out over the time of an observation, in bytes.
final class Allocated {
    /// Fewer looks at its heap tell no course.
    private static final int FEWEST = 6;

    private static final int UNSURE = 1;

    /// It must have been seen in the first such part of the readings, and in the last.
    private static final int BORDER_DIVISOR = 5;

    /// A collector gives back so much of what is between the most and the least in use.
    private static final double FALL = 0.05;

    private static final double FALL_BYTES = 32 << 10;

    private final int[] at;
    private final double[] inUse;
    private final double[] own;
    private final double[] seen;
    private final boolean isCollected;

    private Allocated(List<MemoryTimeline.Point> points, int[] at) {
        this.at = at;
        inUse = filled(points, at, Heap::inUse);
        own = filled(points, at, Heap::own);
        seen = IntStream.of(at).mapToDouble(i -> inUse[i]).toArray();
        isCollected = Objects.requireNonNull(points.get(at[0]).heap()).isCollected();
    }

    /// That of these readings; null when its heap was not seen often enough.
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

    private static double[] filled(
            List<MemoryTimeline.Point> points, int[] at, ToLongFunction<Heap> part) {
        var values = new double[points.size()];
        int last = 0;
        for (int i = 0; i < values.length; i++) {
            last = last + 1 < at.length && at[last + 1] <= i ? last + 1 : last;
            Heap heap = Objects.requireNonNull(points.get(at[last]).heap());
            values[i] = part.applyAsLong(heap);
        }
        return values;
    }

    /// By how much the least that was in use in the last third of the looks is more than the least
    /// in the first.
    double rise() {
        int third = seen.length / 3;
        DoubleStream last = Arrays.stream(seen, seen.length - third, seen.length);
        return last.min().orElse(0) - Arrays.stream(seen, 0, third).min().orElse(0);
    }

    /// Whether it has fallen at a time by much of all that it went up and down.
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

    /// Whether what it needs no more may be in use still, for a collector that has not run.
    boolean waits() {
        return isCollected && !hasFallen(seen);
    }

    /// Whether that is left to a collector at all.
    boolean isCollected() {
        return isCollected;
    }

    /// At which of the first so many readings its heap was looked at, and once more after it: what
    /// is in use for a request that is under way will be given back.
    int[] walks(int readings) {
        return IntStream.of(at).limit(at.length - UNSURE).filter(i -> i < readings).toArray();
    }

    /// What was in use, at each reading as last seen.
    double[] inUse() {
        return inUse;
    }

    /// The pages of its own in which that lies, at each reading as last seen.
    double[] own() {
        return own;
    }

    /// What was in use each time when it was looked at.
    double[] seen() {
        return seen;
    }
}
