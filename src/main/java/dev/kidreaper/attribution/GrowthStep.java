package dev.kidreaper.attribution;

import org.jspecify.annotations.Nullable;

/// One step of a worker's growth, until it is given back.
final class GrowthStep {
    private final @Nullable RouteTally before;
    private final RouteTally own;
    private final double bytes;
    private final boolean counts;
    private final int stratum;
    private final long atBefore;
    private final long atOwn;
    private double remaining;

    /// @param counts false for the setup of a first request
    GrowthStep(
            @Nullable RouteTally before,
            RouteTally own,
            double bytes,
            boolean counts,
            int stratum) {
        this.before = before;
        this.own = own;
        this.bytes = bytes;
        this.counts = counts;
        this.stratum = stratum;
        this.atBefore = before == null ? 0 : before.requests();
        this.atOwn = own.requests();
        this.remaining = bytes;
    }

    /// The route of the request before it in the same worker, if any.
    @Nullable RouteTally before() {
        return before;
    }

    /// The route of its own request.
    RouteTally own() {
        return own;
    }

    int stratum() {
        return stratum;
    }

    /// Its size when it came.
    double bytes() {
        return bytes;
    }

    /// The part that was not given back.
    double remaining() {
        return remaining;
    }

    /// Gives back a part of the step, or all of it.
    void give(double given, RoutePairs routePairs) {
        tally(routePairs, -1);
        remaining -= Math.min(remaining, given);
        tally(routePairs, 1);
    }

    /// Adds the remaining part to the tallies, or removes it again.
    ///
    /// @param sign 1 or -1
    void tally(RoutePairs routePairs, int sign) {
        if (!counts || remaining <= 0) {
            return;
        }
        routePairs.of(before, own, stratum).add(remaining, sign);
        own.addOwn(remaining, sign, atOwn);
        if (before != null) {
            before.addNext(remaining, sign, atBefore);
        }
    }
}
