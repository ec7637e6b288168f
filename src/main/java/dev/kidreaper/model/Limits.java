package dev.kidreaper.model;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// All that can make a pool's workers go. What is null limits nothing.
///
/// @param worker the size at which a worker goes
/// @param measure what that size is of, and by which the largest worker is chosen for the others
/// @param chosen whether the operator chose that measure; if not, RSS will do where it may not be
///   read
/// @param withChildren whether the memory of processes that a worker has started counts as its own
/// @param maxAge the age at which a worker goes
/// @param pool the sum of the workers' PSS above which the largest goes
/// @param minAvailable the available memory, of the machine or the control group that limits the
///   pool, below which the largest goes (a floor)
/// @param maxPressure the per cent of time that some process waits for memory above which the
///   largest goes (`some avg10` of the same; a floor)
public record Limits(
        @Nullable Amount worker,
        Measure measure,
        boolean chosen,
        boolean withChildren,
        @Nullable Duration maxAge,
        Amount.@Nullable Portion pool,
        Amount.@Nullable Portion minAvailable,
        @Nullable Double maxPressure) {
    /// No limit at all.
    public static final Limits NONE = new Limits(null, Measure.USS, null, null, null, null);

    /// Limits of a measure that the operator chose.
    public Limits(
            @Nullable Amount worker,
            Measure measure,
            @Nullable Duration maxAge,
            Amount.@Nullable Portion pool,
            Amount.@Nullable Portion minAvailable,
            @Nullable Double maxPressure) {
        this(worker, measure, true, false, maxAge, pool, minAvailable, maxPressure);
    }

    /// A limit on a worker's own size alone.
    public static Limits ofWorker(Amount size, Measure measure) {
        return new Limits(size, measure, null, null, null, null);
    }

    public Limits {
        if (maxAge != null && !maxAge.isPositive()) {
            throw new IllegalArgumentException("a max-age is positive: " + maxAge);
        }
        if (maxPressure != null && !(maxPressure > 0 && maxPressure <= 100)) {
            throw new IllegalArgumentException("a max-pressure is above 0% and at most 100%");
        }
    }

    /// Whether RSS will do where the measure may not be read: nobody chose it, and no sum of PSS is
    /// limited.
    public boolean mayGoByRss() {
        return !chosen && !measure.isCheap() && pool == null;
    }

    /// Whether workers are read in the same way for these limits as for the others.
    public boolean readsAs(Limits others) {
        return measure == others.measure
                && chosen == others.chosen
                && withChildren == others.withChildren
                && (pool == null) == (others.pool == null);
    }

    /// The same limits, of RSS.
    public Limits byRss() {
        return new Limits(
                worker, Measure.RSS, chosen, withChildren, maxAge, pool, minAvailable, maxPressure);
    }

    /// Whether nothing is limited.
    public boolean isEmpty() {
        return worker == null
                && maxAge == null
                && pool == null
                && minAvailable == null
                && maxPressure == null;
    }
}
