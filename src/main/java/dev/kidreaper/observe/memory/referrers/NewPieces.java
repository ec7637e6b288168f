package dev.kidreaper.observe.memory.referrers;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.summingLong;

import dev.kidreaper.model.PieceSizes;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/// The pieces in use that were not there at an earlier look, of which those count whose sizes
/// accumulate: all else comes and goes. For one thread.
public final class NewPieces implements PieceRecorder {
    /// More of them are not followed.
    private static final int MOST = 1 << 17;

    /// The sizes that make up this part of what accumulates are enough.
    private static final double COUNTS = 0.98;

    /// Of a size that accumulates, at least this part of what is new stays.
    private static final double STAYS = 0.3;

    /// What comes once only does not accumulate: a table that grew, say.
    private static final int FEWEST = 2;

    private static final int PLACE_BITS = 4;
    private static final int INDEX_BITS = 18;

    private final PieceMarks earlier;
    private final HeapMap now;
    private long[] start = new long[256];
    private long[] end = new long[256];
    private short[] sizeClass = new short[256];
    private int count;
    private boolean isTooMany;

    /// @param earlier where pieces were at the earlier look
    /// @param now gets all that are there now
    public NewPieces(PieceMarks earlier, HeapMap now) {
        this.earlier = earlier;
        this.now = now;
    }

    @Override
    public void piece(long from, long after, long size) {
        now.piece(from, after, size);
        if (earlier.has(from)) {
            return;
        }
        if (count == MOST) {
            isTooMany = true;
            return;
        }
        if (count == start.length) {
            start = Arrays.copyOf(start, count * 2);
            end = Arrays.copyOf(end, count * 2);
            sizeClass = Arrays.copyOf(sizeClass, count * 2);
        }
        start[count] = from;
        end[count] = after;
        sizeClass[count++] = (short) PieceSizes.sizeClass(size);
    }

    /// The new pieces of the sizes that accumulate, ascending; none if there are too many. Without
    /// those that are no objects by themselves, if these are less than half of it.
    ///
    /// @param then what was in use at the earlier look, by size
    /// @param nowInUse the same now
    public Places accumulating(PieceSizes then, PieceSizes nowInUse) {
        boolean[] grows = growing(then, nowInUse);
        IntPredicate isGrowing = i -> sizeClass[i] < grows.length && grows[sizeClass[i]];
        Places every = places(isGrowing);
        Places objects = places(isGrowing.and(i -> !now.isLoose(start[i])));
        return objects.bytes() * 2 >= every.bytes() ? objects : every;
    }

    /// Of the sizes that accumulate that of which most bytes do.
    Places largestOf(Places accumulated) {
        IntPredicate isMeant = i -> accumulated.at(start[i]) >= 0;
        return IntStream.range(0, count)
                .filter(isMeant)
                .boxed()
                .collect(groupingBy(i -> sizeClass[i], summingLong(i -> end[i] - start[i])))
                .entrySet()
                .stream()
                .max(Map.Entry.comparingByValue())
                .map(largest -> places(isMeant.and(i -> sizeClass[i] == largest.getKey())))
                .orElse(accumulated);
    }

    /// Where pieces are now.
    HeapMap heap() {
        return now;
    }

    /// All new pieces, ascending; none if there are too many.
    Places all() {
        return places(_ -> true);
    }

    private Places places(IntPredicate isMeant) {
        int[] chosen = isTooMany ? new int[0] : IntStream.range(0, count).filter(isMeant).toArray();
        // The allocators' areas are not walked in the order of their places.
        long[] order =
                Arrays.stream(chosen)
                        .mapToLong(i -> ((start[i] >>> PLACE_BITS) << INDEX_BITS) | i)
                        .sorted()
                        .toArray();
        var starts = new long[order.length];
        var ends = new long[order.length];
        for (int i = 0; i < order.length; i++) {
            int from = (int) order[i] & ((1 << INDEX_BITS) - 1);
            starts[i] = start[from];
            ends[i] = end[from];
        }
        return new Places(starts, ends);
    }

    /// The sizes that make up most of what accumulates.
    private boolean[] growing(PieceSizes then, PieceSizes nowInUse) {
        int classes = Math.max(then.classes(), nowInUse.classes());
        var gains = new double[classes];
        var isNew = new double[classes];
        var many = new int[classes];
        for (int i = 0; i < count; i++) {
            if (sizeClass[i] < classes) {
                isNew[sizeClass[i]] += end[i] - start[i];
                many[sizeClass[i]]++;
            }
        }
        for (int c = 0; c < classes; c++) {
            gains[c] = (double) (nowInUse.count(c) - then.count(c)) * PieceSizes.size(c);
        }
        double left =
                IntStream.range(0, classes)
                                .filter(c -> many[c] >= FEWEST)
                                .mapToDouble(c -> Math.max(0, gains[c]))
                                .sum()
                        * COUNTS;
        var grows = new boolean[classes];
        int[] largest =
                IntStream.range(0, classes)
                        .filter(c -> many[c] >= FEWEST)
                        .filter(c -> gains[c] > 0 && gains[c] >= isNew[c] * STAYS)
                        .boxed()
                        .sorted(Comparator.comparingDouble(c -> -gains[c]))
                        .mapToInt(c -> c)
                        .toArray();
        for (int i = 0; i < largest.length && left > 0; i++) {
            grows[largest[i]] = true;
            left -= gains[largest[i]];
        }
        return grows;
    }
}
