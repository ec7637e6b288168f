package dev.kidreaper.observe.cost;

import java.time.Duration;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;

/// How often this program has looked at workers, and how long the costly looks took. For any
/// thread.
public final class LookCost {
    /// There is one program, whatever the number of its pools.
    private static final LookCost ALL = new LookCost();

    private final LongAdder cheap = new LongAdder();
    private final LongAdder costly = new LongAdder();
    private final LongAdder nanos = new LongAdder();
    private final LongAccumulator longest = new LongAccumulator(Math::max, 0);

    /// What it has come to.
    ///
    /// @param cheap looks at `statm`
    /// @param costly looks at `smaps_rollup`, during which a worker cannot change its memory
    /// @param time that the costly ones took
    /// @param longest of them
    public record Sum(long cheap, long costly, Duration time, Duration longest) {
        /// Nothing was looked at.
        public static final Sum NONE = new Sum(0, 0, Duration.ZERO, Duration.ZERO);
    }

    /// That of all pools together.
    public static LookCost ofAll() {
        return ALL;
    }

    /// A cheap look was taken.
    public void cheap() {
        cheap.increment();
    }

    /// A costly look was taken.
    public void costly(long took) {
        costly.increment();
        nanos.add(took);
        longest.accumulate(took);
    }

    /// All until now.
    public Sum sum() {
        return new Sum(
                cheap.sum(),
                costly.sum(),
                Duration.ofNanos(nanos.sum()),
                Duration.ofNanos(longest.get()));
    }
}
