package dev.kidreaper.tally;

import dev.kidreaper.model.TimeCounts;
import java.util.ArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/// Counts how long something took. One thread counts, at the price of two plain writes; any may
/// read.
public final class TimeCounter {
    private static final long[] BOUNDS =
            TimeCounts.SECONDS.stream().mapToLong(s -> (long) (s * 1e9)).toArray();

    private final AtomicLongArray counts = new AtomicLongArray(BOUNDS.length + 1);
    private final AtomicLong nanos = new AtomicLong();

    /// One took so long, in nanoseconds.
    public void add(long took) {
        int place = 0;
        while (place < BOUNDS.length && took > BOUNDS[place]) {
            place++;
        }
        counts.lazySet(place, counts.get(place) + 1);
        nanos.lazySet(nanos.get() + Math.max(0, took));
    }

    /// All until now.
    public TimeCounts counts() {
        var all = new ArrayList<Long>();
        for (int i = 0; i < counts.length(); i++) {
            all.add(counts.get(i));
        }
        return new TimeCounts(all, nanos.get() / 1e9);
    }
}
