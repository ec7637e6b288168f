package dev.kidreaper.diagnose;

import dev.kidreaper.diagnose.rate.EachConnection;
import dev.kidreaper.model.Heap;
import dev.kidreaper.model.PieceSizes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.function.IntPredicate;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// The sizes of the pieces that accumulate in a pool's heaps: a leak and a cache add pieces of
/// their own sizes, and all else goes up and down.
final class GrowingSizes {
    /// A size counts from this part of all that accumulates.
    private static final double COUNTS = 0.03;

    private static final int FEWEST_PIECES = 3;

    /// Sizes that make up less of all that accumulates do not tell how it does: one piece grows,
    /// say.
    private static final double STAND_FOR_ALL = 0.05;

    /// What comes once in each worker does not accumulate: a table that grew, say.
    private static final double FEWEST_EACH = 1.25;

    private static final int MOST_SIZES = 24;

    /// What each connection leaves stands for all from this part of it: tables grow, and allocators
    /// keep several pieces in one.
    private static final double EACH_PART = 0.3;

    /// A setup consists mostly of smaller pieces.
    private static final int SETUP_BYTES = 1024;

    private static final int MANY = 5;

    /// A worker that has so much more than its manager, and so many times what is of these sizes,
    /// has loaded its program itself: that is of any size.
    private static final double LOADED_BYTES = 1 << 20;

    private static final double LOADED = 4;

    /// An entry comes more often than so many times in an observation.
    private static final int FEWEST_ENTRIES = 4;

    private final int[] classes;
    private final int[] counted;
    private final double[] gains;

    private GrowingSizes(int[] classes, double[] gains) {
        this.classes = classes;
        this.counted = counted(classes);
        this.gains = gains;
    }

    /// The sizes that accumulate; null if the sizes are unknown, or none stands for the growth.
    static @Nullable GrowingSizes of(List<Retained> workers) {
        int count = 0;
        for (Retained worker : workers) {
            for (Heap heap : heaps(worker)) {
                if (heap.pieces() == null) {
                    return null;
                }
                count = Math.max(count, heap.pieces().classes());
            }
        }
        var gains = new double[count];
        double all = 0;
        for (int c = 0; c < count; c++) {
            for (Retained worker : workers) {
                gains[c] += rise(counts(worker, c));
            }
            all += Math.max(0, gains[c]) * PieceSizes.size(c);
        }
        double least = all * COUNTS;
        double fewest = Math.max(FEWEST_PIECES, FEWEST_EACH * workers.size());
        int[] classes =
                IntStream.range(0, count)
                        .filter(c -> gains[c] >= fewest)
                        .filter(c -> gains[c] * PieceSizes.size(c) >= least)
                        .boxed()
                        .sorted(Comparator.comparingDouble(c -> -gains[c] * PieceSizes.size(c)))
                        .limit(MOST_SIZES)
                        .mapToInt(c -> c)
                        .toArray();
        var sizes = new GrowingSizes(classes, gains);
        double inUse = workers.stream().mapToDouble(w -> allocated(w).rise()).sum();
        boolean areTelling = sizes.gained(_ -> true) >= inUse * STAND_FOR_ALL;
        return classes.length > 0 && areTelling ? sizes : null;
    }

    /// The sizes whose pieces are counted: those that accumulate. If these are many neighbours, it
    /// is chance which of them grew most, so all between them count.
    private static int[] counted(int[] classes) {
        int least = Arrays.stream(classes).min().orElse(0);
        int most = Arrays.stream(classes).max().orElse(0);
        boolean areNeighbours = classes.length >= MANY && classes.length * 2 >= most - least + 1;
        return areNeighbours ? IntStream.rangeClosed(least, most).toArray() : classes;
    }

    private static List<Heap> heaps(Retained worker) {
        return allocated(worker).heaps();
    }

    private static Allocated allocated(Retained worker) {
        return Objects.requireNonNull(worker.allocated());
    }

    private static double[] counts(Retained worker, int sizeClass) {
        return heaps(worker).stream()
                .mapToDouble(h -> Objects.requireNonNull(h.pieces()).count(sizeClass))
                .toArray();
    }

    /// The least of the last third, minus the least of the first.
    private static double rise(double[] counts) {
        int third = Math.max(1, counts.length / 3);
        double last = Arrays.stream(counts, counts.length - third, counts.length).min().orElse(0);
        return last - Arrays.stream(counts, 0, third).min().orElse(0);
    }

    /// The bytes in such pieces that a worker kept, at each reading that counts.
    double[] kept(Retained worker) {
        return Retained.kept(allocated(worker).filled(this::bytes));
    }

    private double bytes(Heap heap) {
        return bytes(Objects.requireNonNull(heap.pieces()));
    }

    private double bytes(PieceSizes pieces) {
        return Arrays.stream(counted)
                .mapToDouble(c -> (double) pieces.count(c) * PieceSizes.size(c))
                .sum();
    }

    /// The bytes in such pieces that a worker had got since its fork when it was first seen; -1 if
    /// its manager's heap is unknown, if it loaded its program itself, or if the pieces are so
    /// small that every setup has many of them. If some are large they stand for the small ones.
    double before(Retained worker) {
        Heap first = heaps(worker).getFirst();
        PieceSizes inherited = first.inherited();
        if (inherited == null || PieceSizes.size(classes[0]) < SETUP_BYTES) {
            return -1;
        }
        double before = bytes(first) - bytes(inherited);
        double others = all(first) - all(inherited) - Math.max(0, before);
        if (others > Math.max(LOADED_BYTES, before * LOADED)) {
            return -1;
        }
        PieceSizes then = Objects.requireNonNull(first.pieces());
        double large = large(c -> (double) then.count(c) - inherited.count(c));
        return Math.max(0, large) * gained(_ -> true) / gained(GrowingSizes::isLarge);
    }

    private static boolean isLarge(int sizeClass) {
        return PieceSizes.size(sizeClass) >= SETUP_BYTES;
    }

    private double large(IntToDoubleFunction count) {
        return Arrays.stream(counted)
                .filter(GrowingSizes::isLarge)
                .mapToDouble(c -> count.applyAsDouble(c) * PieceSizes.size(c))
                .sum();
    }

    private double gained(IntPredicate sizeClass) {
        return Arrays.stream(classes)
                .filter(sizeClass)
                .mapToDouble(c -> gains[c] * PieceSizes.size(c))
                .sum();
    }

    private static double all(Heap heap) {
        return all(Objects.requireNonNull(heap.pieces()));
    }

    private static double all(PieceSizes pieces) {
        return IntStream.range(0, pieces.classes())
                .mapToDouble(c -> (double) pieces.count(c) * PieceSizes.size(c))
                .sum();
    }

    /// The size of the pieces of which most bytes accumulate, if they are so many that an entry of
    /// a cache may have one each; 0 if there is none.
    ///
    /// @param workers how many were seen
    double entryBytes(int workers) {
        return Arrays.stream(classes)
                .filter(c -> gains[c] >= FEWEST_ENTRIES * workers)
                .mapToDouble(PieceSizes::size)
                .findFirst()
                .orElse(0);
    }

    /// What each connection left behind, of the size of which most bytes come so; null if that is
    /// unknown, or if what comes so does not stand for what accumulates.
    @Nullable EachConnection each(List<Retained> workers) {
        EachConnection most = null;
        double part = 0;
        for (int c : classes) {
            var looks = new EachConnection.Looks();
            for (Retained worker : workers) {
                double[] accepted = allocated(worker).accepted();
                if (accepted == null) {
                    return null;
                }
                double[] counts = counts(worker, c);
                int from = counts.length - accepted.length;
                looks.add(Arrays.copyOfRange(counts, from, counts.length), accepted);
            }
            EachConnection each = looks.each(PieceSizes.size(c));
            if (each != null) {
                most = most == null ? each : most;
                part += gains[c] * PieceSizes.size(c);
            }
        }
        return part >= gained(_ -> true) * EACH_PART ? most : null;
    }

    /// The sizes, that of which most bytes accumulate first.
    ///
    /// @param workers how many were seen
    /// @param seconds for how long
    List<GrowingSize> sizes(int workers, double seconds) {
        var sizes = new ArrayList<GrowingSize>();
        for (int c : classes) {
            // From third to third two thirds of the time pass.
            double perSecond = gains[c] * 1.5 / workers / Math.max(1, seconds);
            sizes.add(new GrowingSize(PieceSizes.size(c), perSecond * 60));
        }
        return sizes;
    }
}
