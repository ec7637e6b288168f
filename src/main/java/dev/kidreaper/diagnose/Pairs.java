package dev.kidreaper.diagnose;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The pieces of growth by the route of their request and the route before it in that worker.
final class Pairs {
    /// Pairs beyond these are counted as if nothing had come before.
    private static final int MOST = 8192;

    private final Map<Pair, Tally> tallies = new HashMap<>();

    /// @param before null when nothing did, or it is not known
    private record Pair(@Nullable RouteTally before, RouteTally own) {}

    /// The tally of a pair.
    Tally of(@Nullable RouteTally before, RouteTally own) {
        var pair = new Pair(before, own);
        Tally known = tallies.get(pair);
        if (known != null) {
            return known;
        }
        var kept = tallies.size() < MOST ? pair : new Pair(null, own);
        return tallies.computeIfAbsent(kept, _ -> new Tally());
    }

    /// Who is told of each pair.
    interface Visitor {
        void pair(@Nullable RouteTally before, RouteTally own, Tally tally);
    }

    /// Goes through all pairs.
    void each(Visitor visitor) {
        tallies.forEach((pair, tally) -> visitor.pair(pair.before(), pair.own(), tally));
    }
}
