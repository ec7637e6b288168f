package dev.kidreaper.observe.memory;

import dev.kidreaper.model.PieceSizes;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/// The pieces in use that were not there at an earlier look, of which those count whose sizes
/// accumulate: all else comes and goes. For one thread.
final class NewPieces implements FoundPieces.Recorder {
    /// More of them are not followed.
    private static final int MOST = 1 << 16;

    /// A size counts from this part of all that accumulates.
    private static final double COUNTS = 0.03;

    private static final int MOST_SIZES = 24;

    /// If one size has this part of all that accumulates, it stands for the others. An object and
    /// what it refers to have different referrers.
    private static final double MOST_PART = 0.4;

    /// Of a size that accumulates, at least this part of what is new stays.
    private static final double STAYS = 0.3;

    private static final int PLACE_BITS = 4;
    private static final int INDEX_BITS = 17;

    private static final int ARENA_BYTES = 4080;
    private static final int LARGEST_IN_ARENA = 256;

    private final PieceMarks earlier;
    private final PieceMarks now = new PieceMarks();
    private long[] start = new long[256];
    private long[] end = new long[256];
    private short[] sizeClass = new short[256];
    private int count;
    private boolean isTooMany;

    /// @param earlier where pieces were at the earlier look
    NewPieces(PieceMarks earlier) {
        this.earlier = earlier;
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

    /// Where pieces are now.
    PieceMarks marks() {
        return now;
    }

    /// The new pieces of the sizes that accumulate, ascending; none if there are too many. If most
    /// of it are pieces of one size, these are enough.
    ///
    /// @param then what was in use at the earlier look, by size
    /// @param nowInUse the same now
    Places accumulating(PieceSizes then, PieceSizes nowInUse) {
        boolean[] grows = growing(then, nowInUse);
        return places(i -> sizeClass[i] < grows.length && grows[sizeClass[i]]);
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
                        .mapToLong(i -> start[i] >>> PLACE_BITS << INDEX_BITS | i)
                        .sorted()
                        .toArray();
        var places = new Places(new long[order.length], new long[order.length]);
        for (int i = 0; i < order.length; i++) {
            int from = (int) order[i] & (1 << INDEX_BITS) - 1;
            places.start[i] = start[from];
            places.end[i] = end[from];
        }
        return places;
    }

    private boolean[] growing(PieceSizes then, PieceSizes nowInUse) {
        int classes = Math.max(then.classes(), nowInUse.classes());
        var gains = new double[classes];
        var isNew = new double[classes];
        for (int i = 0; i < count; i++) {
            if (sizeClass[i] < classes) {
                isNew[sizeClass[i]] += end[i] - start[i];
            }
        }
        for (int c = 0; c < classes; c++) {
            gains[c] = (double) (nowInUse.count(c) - then.count(c)) * PieceSizes.size(c);
        }
        double all = Arrays.stream(gains).filter(g -> g > 0).sum();
        List<Integer> largest =
                IntStream.range(0, classes)
                        .filter(c -> gains[c] > 0 && gains[c] >= all * COUNTS)
                        .filter(c -> gains[c] >= isNew[c] * STAYS)
                        .boxed()
                        .sorted(Comparator.comparingDouble(c -> -gains[c]))
                        .limit(MOST_SIZES)
                        .toList();
        boolean isOne = !largest.isEmpty() && gains[largest.getFirst()] >= all * MOST_PART;
        var grows = new boolean[classes];
        largest.stream().limit(isOne ? 1 : MOST_SIZES).forEach(c -> grows[c] = true);
        return grows;
    }

    /// Where pieces are, ascending.
    ///
    /// @param end after each
    record Places(long[] start, long[] end) {
        static final Places NONE = new Places(new long[0], new long[0]);

        int count() {
            return start.length;
        }

        /// Whether a piece is as large as an arena of Perl: up to 4080 bytes (sv.c).
        boolean isArena(int piece) {
            return bytes(piece) <= ARENA_BYTES && bytes(piece) > ARENA_BYTES - LARGEST_IN_ARENA;
        }

        long bytes(int piece) {
            return end[piece] - start[piece];
        }

        long bytes() {
            return IntStream.range(0, count()).mapToLong(this::bytes).sum();
        }

        /// The piece that contains a place; -1 if none does.
        int at(long place) {
            if (start.length == 0 || place < start[0] || place >= end[end.length - 1]) {
                return -1;
            }
            int found = Arrays.binarySearch(start, place);
            int piece = found >= 0 ? found : -found - 2;
            return piece >= 0 && place < end[piece] ? piece : -1;
        }
    }
}
