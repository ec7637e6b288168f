package dev.kidreaper.attribution;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The growth by the route of its request, the route before it in that worker, and the {@link
/// Stratum}.
final class RoutePairs {
    /// Beyond this many pairs, steps count as if no request had come before.
    private static final int MOST = 16_384;

    /// From this size, steps are also kept separately.
    private static final double LARGE = 8 << 10;

    /// At this number a new period begins, and the steps before the last one are dropped.
    private static final int MOST_LARGE = 2048;

    private final Map<Pair, GrowthTally> tallies = new HashMap<>();
    private List<GrowthStep> older = List.of();
    private List<GrowthStep> newer = new ArrayList<>();

    /// @param before null if there was no request before, or if it is unknown
    private record Pair(@Nullable RouteTally before, RouteTally own, int stratum) {}

    /// The tally of a pair in a {@link Stratum}.
    GrowthTally of(@Nullable RouteTally before, RouteTally own, int stratum) {
        var pair = new Pair(before, own, stratum);
        GrowthTally known = tallies.get(pair);
        if (known != null) {
            return known;
        }
        var kept = tallies.size() < MOST ? pair : new Pair(null, own, stratum);
        return tallies.computeIfAbsent(kept, _ -> new GrowthTally());
    }

    /// Keeps a step separately, if it is large, until many others have come.
    void keep(GrowthStep growthStep) {
        if (growthStep.bytes() < LARGE) {
            return;
        }
        if (newer.size() >= MOST_LARGE) {
            older = newer;
            newer = new ArrayList<>();
            tallies.values().forEach(GrowthTally::turn);
        }
        newer.add(growthStep);
    }

    /// The large steps since the last turn but one, without those that were given back for the most
    /// part.
    List<GrowthStep> large() {
        return Stream.concat(older.stream(), newer.stream())
                .filter(p -> p.remaining() > p.bytes() / 2)
                .toList();
    }

    /// Whether the steps of a pair are counted separately.
    boolean knows(RouteTally before, RouteTally own, int stratum) {
        return tallies.containsKey(new Pair(before, own, stratum));
    }

    /// The receiver of each pair.
    interface Visitor {
        void pair(
                @Nullable RouteTally before, RouteTally own, int stratum, GrowthTally growthTally);
    }

    /// Goes through all pairs.
    void each(Visitor visitor) {
        tallies.forEach((pair, growthTally) ->
                visitor.pair(pair.before(), pair.own(), pair.stratum(), growthTally));
    }
}
