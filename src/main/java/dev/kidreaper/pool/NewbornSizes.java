package dev.kidreaper.pool;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalLong;
import java.util.function.ToLongFunction;

/// What the last new workers of a pool weighed. For the thread that owns it.
public final class NewbornSizes {
    private static final int LAST = 9;

    private record Weight(long size, long reclaimable) {}

    private final Deque<Weight> weights = new ArrayDeque<>();
    private OptionalLong size = OptionalLong.empty();
    private long reclaimable;

    /// Adds one as it weighs now.
    public void add(TrackedWorker worker) {
        weights.add(new Weight(worker.size(), worker.reclaimable()));
        if (weights.size() > LAST) {
            weights.removeFirst();
        }
        size = OptionalLong.of(middle(Weight::size));
        reclaimable = middle(Weight::reclaimable);
    }

    /// The middle one by the pool's measure; empty when none was seen.
    public OptionalLong size() {
        return size;
    }

    /// The middle one of what their ends would give back; 0 when none was seen.
    public long reclaimable() {
        return reclaimable;
    }

    private long middle(ToLongFunction<Weight> part) {
        return weights.stream().mapToLong(part).sorted().toArray()[weights.size() / 2];
    }
}
