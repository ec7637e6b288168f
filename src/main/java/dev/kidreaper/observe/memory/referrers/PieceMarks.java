package dev.kidreaper.observe.memory.referrers;

import java.util.HashMap;
import java.util.Map;

/// The places where pieces begin: one bit for each 16 bytes, only where there are pieces. So a heap
/// of 100 MB takes 800 KB. For one thread.
public final class PieceMarks implements PieceRecorder {
    /// Allocators begin each piece, or the run that it is in, at a multiple of this.
    private static final int UNIT_SHIFT = 4;

    private static final int CHUNK_SHIFT = 20;
    private static final int WORDS = 1 << (CHUNK_SHIFT - UNIT_SHIFT - 6);

    /// A piece that contains a place begins at most so many chunks before it.
    private static final int FARTHEST = 512;

    private final Map<Long, long[]> chunks = new HashMap<>();
    private long at = -1;
    private long[] words = new long[0];

    @Override
    public void piece(long start, long end, long size) {
        long chunk = start >>> CHUNK_SHIFT;
        if (chunk != at) {
            at = chunk;
            words = chunks.computeIfAbsent(chunk, _ -> new long[WORDS]);
        }
        int bit = bit(start);
        words[bit >>> 6] |= 1L << bit;
    }

    private static int bit(long place) {
        return (int) (place >>> UNIT_SHIFT) & (WORDS * Long.SIZE - 1);
    }

    /// Whether a piece begins at a place.
    boolean has(long start) {
        long[] there = chunks.get(start >>> CHUNK_SHIFT);
        return there != null && ((there[bit(start) >>> 6] >>> bit(start)) & 1) != 0;
    }

    /// Where the last piece begins that does so at or before a place; -1 if there is none near.
    long before(long place) {
        long chunk = place >>> CHUNK_SHIFT;
        int from = bit(place);
        for (long c = chunk; c > chunk - FARTHEST; c--) {
            long[] there = chunks.get(c);
            int bit = there == null ? -1 : last(there, c == chunk ? from : WORDS * Long.SIZE - 1);
            if (bit >= 0) {
                return (c << CHUNK_SHIFT) + ((long) bit << UNIT_SHIFT);
            }
        }
        return -1;
    }

    /// The first place after another at which one begins; -1 if there is none near.
    long after(long place) {
        long next = place + (1 << UNIT_SHIFT);
        long chunk = next >>> CHUNK_SHIFT;
        int from = bit(next);
        for (long c = chunk; c < chunk + FARTHEST; c++) {
            long[] there = chunks.get(c);
            int bit = there == null ? -1 : first(there, c == chunk ? from : 0);
            if (bit >= 0) {
                return (c << CHUNK_SHIFT) + ((long) bit << UNIT_SHIFT);
            }
        }
        return -1;
    }

    private static int first(long[] words, int from) {
        int word = from >>> 6;
        long bits = words[word] & -1L << (from & Long.SIZE - 1);
        while (bits == 0 && word < WORDS - 1) {
            bits = words[++word];
        }
        return bits == 0 ? -1 : (word << 6) + Long.numberOfTrailingZeros(bits);
    }

    private static int last(long[] words, int from) {
        int word = from >>> 6;
        long bits = words[word] & (-1L >>> (Long.SIZE - 1 - (from & (Long.SIZE - 1))));
        while (bits == 0 && word > 0) {
            bits = words[--word];
        }
        return bits == 0 ? -1 : (word << 6) + Long.SIZE - 1 - Long.numberOfLeadingZeros(bits);
    }
}
