package dev.kidreaper.diagnose;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The pieces of growth by the route of their request, the route before it in that worker, and the
/// {@link Stratum}.
final class Pairs {
    /// Beyond these, pieces are counted as if nothing had come before.
    private static final int MOST = 16_384;

    private final Map<Pair, Tally> tallies = new HashMap<>();

    /// @param before null when nothing did, or it is not known
    private record Pair(@Nullable RouteTally before, RouteTally own, int stratum) {}

    /// The tally of a pair at that {@link Stratum}.
    Tally of(@Nullable RouteTally before, RouteTally own, int stratum) {
        var pair = new Pair(before, own, stratum);
        Tally known = tallies.get(pair);
        if (known != null) {
            return known;
        }
        var kept = tallies.size() < MOST ? pair : new Pair(null, own, stratum);
        return tallies.computeIfAbsent(kept, _ -> new Tally());
    }

    /// Who is told of each pair.
    interface Visitor {
        void pair(@Nullable RouteTally before, RouteTally own, int stratum, Tally tally);
    }

    /// Goes through all pairs.
    void each(Visitor visitor) {
        tallies.forEach(
                (pair, tally) -> visitor.pair(pair.before(), pair.own(), pair.stratum(), tally));
    }
}
