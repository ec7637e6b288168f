package dev.kidreaper.observe.memory.referrers;

import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/// Where some parts of memory are, ascending. None overlaps another.
public final class Places {
    static final Places NONE = new Places(new long[0], new long[0]);

    private final long[] start;
    private final long[] end;

    /// @param start of each, ascending
    /// @param end after each
    public Places(long[] start, long[] end) {
        this.start = start;
        this.end = end;
    }

    /// Where one begins.
    long start(int piece) {
        return start[piece];
    }

    /// After one.
    long end(int piece) {
        return end[piece];
    }

    /// How many there are.
    public int count() {
        return start.length;
    }

    /// The size of one, in bytes.
    long bytes(int piece) {
        return end[piece] - start[piece];
    }

    /// The size of all, in bytes.
    public long bytes() {
        return IntStream.range(0, count()).mapToLong(this::bytes).sum();
    }

    /// These and others.
    Places and(Places others) {
        return new Places(merged(start, others.start), merged(end, others.end));
    }

    private static long[] merged(long[] some, long[] others) {
        return LongStream.concat(LongStream.of(some), LongStream.of(others)).sorted().toArray();
    }

    /// The one that contains a place; -1 if none does.
    int at(long place) {
        if (start.length == 0 || place < start[0] || place >= end[end.length - 1]) {
            return -1;
        }
        int found = Arrays.binarySearch(start, place);
        int piece = found >= 0 ? found : -found - 2;
        return piece >= 0 && place < end[piece] ? piece : -1;
    }
}
