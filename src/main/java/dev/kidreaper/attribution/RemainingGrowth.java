package dev.kidreaper.attribution;

import dev.kidreaper.attribution.RouteTally.Where;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/// The growth that remains without that of the culprits, and what it proves against a route.
final class RemainingGrowth {
    /// A coarser scale is preferred if it has nearly as much evidence: it counts the bytes better.
    private static final double NEARLY = 0.8;

    /// All bands together may err as often as this many bounds.
    private static final double BANDS_AS = 4;

    /// The number of bounds that are tried: two at each scale, and the bands.
    static final double BOUNDS = 2 * GrowthTally.SCALES + BANDS_AS;

    /// For the order of routes: a few large steps of all sizes are large requests rather than a
    /// leak, more likely so at coarser scales.
    private static final double[] LIKE_A_LEAK = {1, 0.8, 0.6, 0.6};

    private final List<StratifiedGrowth> own;
    private final List<StratifiedGrowth> next;
    private final List<StratifiedGrowth> both;
    private final StratifiedGrowth all = new StratifiedGrowth();
    private final List<Band> bands = new ArrayList<>();

    /// @param routes each at the place of its index
    /// @param takenOwn the routes whose own requests' growth is removed
    /// @param takenNext the routes whose next requests' growth is removed
    RemainingGrowth(
            List<RouteTally> routes,
            RoutePairs routePairs,
            Set<RouteTally> takenOwn,
            Set<RouteTally> takenNext) {
        own = nothing(routes);
        next = nothing(routes);
        both = nothing(routes);
        routePairs.each((before, route, stratum, growthTally) -> {
            if (takenOwn.contains(route) || (before != null && takenNext.contains(before))) {
                return;
            }
            all.add(stratum, growthTally);
            own.get(route.index()).add(stratum, growthTally);
            both.get(route.index()).add(stratum, growthTally);
            if (before != null) {
                next.get(before.index()).add(stratum, growthTally);
                if (!before.equals(route)) {
                    both.get(before.index()).add(stratum, growthTally);
                }
            }
        });
        List<GrowthStep> rest =
                routePairs.large().stream()
                        .filter(p -> !takenOwn.contains(p.own()))
                        .filter(p -> p.before() == null || !takenNext.contains(p.before()))
                        .toList();
        for (List<GrowthStep> band : Bands.of(rest)) {
            bands.add(new Band(band, bands.size(), routePairs));
        }
    }

    private static List<StratifiedGrowth> nothing(List<RouteTally> routes) {
        return routes.stream().map(_ -> new StratifiedGrowth()).toList();
    }

    /// The evidence against a route.
    ///
    /// @param evidence minus the logarithm of the odds if the route were innocent
    /// @param likeness to a leak: the evidence, with less weight for what may be large requests
    /// @param steps how many, at least, prove it
    /// @param scale the coarsest one with nearly as much evidence as the best
    record Proof(double evidence, double likeness, double steps, int scale) {
        static final Proof NONE = new Proof(0, 0, 0, 0);

        Proof or(double other, double otherSteps) {
            return new Proof(
                    Math.max(evidence, other),
                    Math.max(likeness, other),
                    other > evidence ? otherSteps : steps,
                    scale);
        }
    }

    /// The evidence against a route.
    Proof proof(RouteTally route, Where where) {
        StratifiedGrowth stratifiedGrowth = growth(route, where);
        double[] evidence = stratifiedGrowth.evidence(all);
        double most = Arrays.stream(evidence).max().orElse(0);
        double likeness = 0;
        int coarsest = 0;
        for (int scale = 0; scale < evidence.length; scale++) {
            likeness = Math.max(likeness, evidence[scale] * LIKE_A_LEAK[scale]);
            coarsest = evidence[scale] >= most * NEARLY ? scale : coarsest;
        }
        var proof = new Proof(most, likeness, stratifiedGrowth.sum().steps(coarsest), coarsest);
        for (Band band : bands) {
            double inBand = band.evidence(route, where, stratifiedGrowth, all);
            if (inBand > 0) {
                proof = proof.or(inBand + Math.log(BANDS_AS), band.steps(route, where));
            }
        }
        return proof;
    }

    /// The growth of a route.
    GrowthTally sum(RouteTally route, Where where) {
        return growth(route, where).sum();
    }

    /// All growth.
    GrowthTally sum() {
        return all.sum();
    }

    private StratifiedGrowth growth(RouteTally route, Where where) {
        return switch (where) {
            case OWN -> own.get(route.index());
            case NEXT -> next.get(route.index());
            case BOTH -> both.get(route.index());
        };
    }
}
