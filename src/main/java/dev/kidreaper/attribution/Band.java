package dev.kidreaper.attribution;

import dev.kidreaper.attribution.RouteTally.Where;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The large pieces whose sizes lie in one narrow band, by stratum and by route.
final class Band {
    private static final double[] NONE = new double[Stratum.COUNT];

    private static final double FEWEST = 3;

    /// From so many pieces on a bound is good enough.
    private static final double MANY = 200;

    private final double tries;
    private final double[] all = new double[Stratum.COUNT];
    private final Map<Key, double[]> on = new HashMap<>();

    private record Key(RouteTally route, Where where) {}

    /// @param place among all bands, from 0; chosen without a look at the routes
    Band(List<GrowthStep> pieces, int place, RoutePairs routePairs) {
        // Over all bands, the odds of an accident in any add up to one at most.
        tries = Math.log((place + 1) * Bands.TRIES);
        for (GrowthStep growthStep : pieces) {
            int stratum = growthStep.stratum();
            all[stratum]++;
            count(Where.OWN, growthStep.own(), stratum);
            count(Where.BOTH, growthStep.own(), stratum);
            RouteTally before = growthStep.before();
            if (before != null && routePairs.knows(before, growthStep.own(), stratum)) {
                count(Where.NEXT, before, stratum);
                if (!before.equals(growthStep.own())) {
                    count(Where.BOTH, before, stratum);
                }
            }
        }
    }

    private void count(Where where, RouteTally route, int stratum) {
        on.computeIfAbsent(new Key(route, where), _ -> new double[Stratum.COUNT])[stratum]++;
    }

    private double[] on(RouteTally route, Where where) {
        return on.getOrDefault(new Key(route, where), NONE);
    }

    /// How many of the pieces a route has.
    double pieces(RouteTally route, Where where) {
        return Arrays.stream(on(route, where)).sum();
    }

    /// How unlikely it is that so many of the pieces fall on a route by chance: minus the logarithm
    /// of it, corrected for the bands there are.
    ///
    /// @param held what the route has
    /// @param left what all have
    double evidence(
            RouteTally route,
            Where where,
            StratifiedGrowth stratifiedGrowth,
            StratifiedGrowth left) {
        double[] here = on(route, where);
        double pieces = pieces(route, where);
        if (pieces < FEWEST) {
            return 0;
        }
        double[] fair = Stratum.fair(stratifiedGrowth.lateChances(), left.lateChances());
        double chance =
                Arrays.stream(all).sum() > MANY
                        ? Chance.bound(all, here, fair)
                        : Chance.exactly(all, pieces, fair);
        return Math.max(0, chance - tries);
    }
}
