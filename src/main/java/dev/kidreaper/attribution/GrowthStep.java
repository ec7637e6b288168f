package dev.kidreaper.attribution;

import org.jspecify.annotations.Nullable;

/// One growth of a worker, until it is given back.
final class GrowthStep {
    private final @Nullable RouteTally before;
    private final RouteTally own;
    private final double bytes;
    private final boolean counts;
    private final int stratum;
    private final long atBefore;
    private final long atOwn;
    private double left;

    /// @param counts false for what a first request set up
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
        this.left = bytes;
    }

    /// The route of the request before it in its worker, if any.
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

    /// As large as it was when it came.
    double bytes() {
        return bytes;
    }

    /// What has not been given back of it.
    double left() {
        return left;
    }

    /// Gives back a part of it, or all.
    void give(double given, RoutePairs routePairs) {
        tally(routePairs, -1);
        left -= Math.min(left, given);
        tally(routePairs, 1);
    }

    /// Adds what is left of it to the tallies, or takes it away again.
    ///
    /// @param sign 1 or -1
    void tally(RoutePairs routePairs, int sign) {
        if (!counts || left <= 0) {
            return;
        }
        routePairs.of(before, own, stratum).add(left, sign);
        own.addOwn(left, sign, atOwn);
        if (before != null) {
            before.addNext(left, sign, atBefore);
        }
    }
}
