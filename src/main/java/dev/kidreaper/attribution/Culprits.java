package dev.kidreaper.attribution;

import dev.kidreaper.attribution.RouteTally.Where;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// The charges against all routes. The route with the most evidence is removed with all its steps,
/// and the others are tested against the rest. So a route that only ever accompanies a culprit is
/// cleared.
final class Culprits {
    /// Growth that shows at the next request is the second choice if both would explain it.
    private static double choice(Where where) {
        return switch (where) {
            case OWN -> 1;
            case NEXT -> 0.85;
            case BOTH -> 0.95;
        };
    }

    /// The odds of chance are below one in five hundred, after correction for all that was tried.
    private static final double SURE = 0.998;

    private static final double FEWEST_STEPS = 8;
    private static final double FEWEST_BYTES = 16 << 10;

    /// Late growth may fall short of late requests by this many spreads of its steps.
    private static final double SPREADS = 1.65;

    /// Some of its growth set things up, so this part of its fair share may be enough later.
    private static final double LATE = 0.65;

    private static final double LEAST_LATE = 0.22;
    private static final int MOST_CULPRITS = 5;

    private final List<RouteTally> routes;
    private final RoutePairs routePairs;
    private final double allBytes;
    private final long allChances;
    private final long allRequests;
    private final Set<RouteTally> takenOwn = new HashSet<>();
    private final Set<RouteTally> takenNext = new HashSet<>();
    private RemainingGrowth remainingGrowth;

    /// @param routes each at the place of its index
    private Culprits(List<RouteTally> routes, RoutePairs routePairs) {
        this.routes = routes;
        this.routePairs = routePairs;
        remainingGrowth = new RemainingGrowth(routes, routePairs, takenOwn, takenNext);
        allBytes = remainingGrowth.sum().bytes();
        allChances = remainingGrowth.sum().chances();
        allRequests = routes.stream().mapToLong(RouteTally::requests).sum();
    }

    /// The charge against one route.
    ///
    /// @param likeness of its growth to a leak: orders the routes that do not stand out
    /// @param share of all growth that counts
    /// @param excess of its share over that of its requests
    record Charge(
            RouteTally route,
            Where where,
            double likeness,
            double bytesPerRequest,
            double share,
            double excess,
            double confidence,
            boolean standsOut) {}

    private static final Comparator<Charge> GRAVEST =
            Comparator.comparing(Charge::standsOut)
                    .thenComparingDouble(Charge::likeness)
                    .thenComparingDouble(Charge::excess);

    /// The charges against all routes, the gravest first.
    static List<Charge> of(List<RouteTally> routes, RoutePairs routePairs) {
        return new Culprits(routes, routePairs).charges();
    }

    private List<Charge> charges() {
        var charges = new ArrayList<Charge>();
        var others = new ArrayList<>(routes);
        while (charges.size() < MOST_CULPRITS) {
            Charge gravest = others.stream().map(this::charge).max(GRAVEST).orElse(null);
            if (gravest == null || !gravest.standsOut()) {
                break;
            }
            charges.add(gravest);
            others.remove(gravest.route());
            switch (gravest.where()) {
                case OWN -> takenOwn.add(gravest.route());
                case NEXT -> takenNext.add(gravest.route());
                case BOTH -> {
                    takenOwn.add(gravest.route());
                    takenNext.add(gravest.route());
                }
            }
            remainingGrowth = new RemainingGrowth(routes, routePairs, takenOwn, takenNext);
        }
        others.stream().map(this::charge).sorted(GRAVEST.reversed()).forEach(charges::add);
        return charges;
    }

    private Charge charge(RouteTally route) {
        Where where = Where.OWN;
        RemainingGrowth.Proof proof = RemainingGrowth.Proof.NONE;
        double most = 0;
        double likeness = 0;
        for (Where each : Where.values()) {
            RemainingGrowth.Proof its = remainingGrowth.proof(route, each);
            likeness = Math.max(likeness, its.likeness() * choice(each));
            if (its.evidence() * choice(each) > most) {
                most = its.evidence() * choice(each);
                where = each;
                proof = its;
            }
        }
        GrowthTally growthTally = remainingGrowth.sum(route, where);
        double share = allBytes <= 0 ? 0 : Math.min(1, growthTally.bytes() / allBytes);
        double confidence = Math.max(0, 1 - tries(route) * Math.exp(-most));
        boolean standsOut =
                confidence >= SURE
                        && proof.steps() >= FEWEST_STEPS
                        && growthTally.sum(proof.scale()) >= FEWEST_BYTES
                        && goesOn(route, where, proof.steps());
        return new Charge(
                route,
                where,
                Math.max(0, likeness + Math.log(part(route))),
                growthTally.chances() == 0
                        ? 0
                        : perRequest(growthTally, standsOut, proof.scale(), where),
                share,
                share - growthTally.chances() / (double) Math.max(1, allChances),
                confidence,
                standsOut);
    }

    /// The part of the accidents that look like a leak to expect on a route: the part of its
    /// requests.
    private double part(RouteTally route) {
        return (route.requests() + 1.0) / (allRequests + routes.size());
    }

    private double tries(RouteTally route) {
        return RemainingGrowth.BOUNDS * Where.values().length / part(route);
    }

    /// The growth of one request. For a route that stands out, all growth of its requests counts.
    /// For others, it is cut off at the scale with most evidence: larger steps are others' or
    /// chance.
    private static double perRequest(
            GrowthTally growthTally, boolean charged, int scale, Where where) {
        double requests = where == Where.BOTH ? growthTally.chances() / 2.0 : growthTally.chances();
        return (charged ? growthTally.bytes() : growthTally.sum(scale)) / requests;
    }

    /// Whether the route has grown the workers lately as before; else it was warming up.
    private static boolean goesOn(RouteTally route, Where where, double steps) {
        double expected = route.lateRequests();
        double spread = Math.sqrt(expected * (1 - expected) / steps);
        double least = Math.max(LEAST_LATE, LATE - SPREADS * spread / expected) * expected;
        return route.lateGrowth(where) >= least;
    }
}
