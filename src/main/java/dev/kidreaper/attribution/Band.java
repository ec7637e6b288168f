package dev.kidreaper.attribution;

import dev.kidreaper.attribution.RouteTally.Where;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The large steps whose sizes lie in one narrow band, by stratum and by route.
final class Band {
    private static final double[] NONE = new double[Stratum.COUNT];

    private static final double FEWEST = 3;

    /// From this many steps, a bound is good enough.
    private static final double MANY = 200;

    private final double tries;
    private final double[] steps = new double[Stratum.COUNT];
    private final Map<Key, double[]> on = new HashMap<>();

    private record Key(RouteTally route, Where where) {}

    /// @param place among all bands, from 0; chosen without looking at the routes
    Band(List<GrowthStep> members, int place, RoutePairs routePairs) {
        // Over all bands, these parts of the odds of an accident add up to at most one.
        tries = Math.log((place + 1) * Bands.TRIES);
        for (GrowthStep growthStep : members) {
            int stratum = growthStep.stratum();
            steps[stratum]++;
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

    /// How many of the steps fall on a route.
    double steps(RouteTally route, Where where) {
        return Arrays.stream(on(route, where)).sum();
    }

    /// The evidence that the steps on a route are not chance: minus the logarithm of the odds,
    /// corrected for the number of bands.
    ///
    /// @param stratifiedGrowth the growth of the route
    /// @param all the growth of all routes that remain
    double evidence(
            RouteTally route,
            Where where,
            StratifiedGrowth stratifiedGrowth,
            StratifiedGrowth all) {
        double[] here = on(route, where);
        double count = steps(route, where);
        if (count < FEWEST) {
            return 0;
        }
        double[] fair = Stratum.fair(stratifiedGrowth.lateChances(), all.lateChances());
        double chance =
                Arrays.stream(steps).sum() > MANY
                        ? Chance.bound(steps, here, fair)
                        : Chance.exactly(steps, count, fair);
        return Math.max(0, chance - tries);
    }
}
