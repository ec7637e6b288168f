package dev.kidreaper.pool;

import dev.kidreaper.linux.OpenFile;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/// How many workers a pool may follow, so that all pools together never use up this program's file
/// descriptors: one pool with very many workers leaves the others theirs. For any thread.
public final class DescriptorShare {
    /// More are never followed: the others tell the same.
    private static final int MOST_WORKERS = 2048;

    /// The files that stay open for one worker, and what a recycle of it needs.
    private static final int PER_WORKER = 3;

    /// What the rest of the program needs: the history, the sockets, recycles.
    private static final int OURS = 256;

    private final LongSupplier limit;
    private final AtomicInteger pools = new AtomicInteger();

    /// The share of pools in this program's own descriptors.
    public DescriptorShare() {
        this(OpenFile::mostOpen);
    }

    DescriptorShare(LongSupplier limit) {
        this.limit = limit;
    }

    /// There is one more pool.
    public void join() {
        pools.incrementAndGet();
    }

    /// A pool is not watched any more.
    public void leave() {
        pools.decrementAndGet();
    }

    /// How many workers each pool may follow now; at least one.
    public int workers() {
        long all = limit.getAsLong();
        long left = all - Math.min(OURS, all / 2);
        return Math.clamp(left / PER_WORKER / Math.max(1, pools.get()), 1, MOST_WORKERS);
    }
}
