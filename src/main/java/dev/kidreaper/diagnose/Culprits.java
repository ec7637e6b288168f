package dev.kidreaper.diagnose;

import dev.kidreaper.diagnose.RouteTally.Where;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Weighs the evidence against each route: whoever has most is taken with all its pieces, and the
/// others are held against what is left. So a route that only ever comes beside a culprit is let
/// go.
final class Culprits {
    /// Growth that shows at the next request is second choice, where both would explain it.
    private static double choice(Where where) {
        return switch (where) {
            case OWN -> 1;
            case NEXT -> 0.85;
            case BOTH -> 0.95;
        };
    }

    /// A coarser scale is taken when it has nearly as much evidence: it counts the bytes better.
    private static final double NEARLY = 0.8;

    static final double M1=Double.parseDouble(System.getProperty("m1","1"));
    static final double M2=Double.parseDouble(System.getProperty("m2","1"));
    private static final double SURE = 0.9995;

    /// From here on evidence tells routes apart; below, how much they take beyond their due.
    private static final double LIKELY = 0.5;

    private static final double FEWEST_PIECES = 8;
    private static final double FEWEST_BYTES = 16 << 10;

    /// Growth may have come later by so many spreads of its pieces less than its requests did.
    private static final double SPREADS = 1.65;

    /// Some of its growth set things up, so less than its fair part may have come later.
    private static final double LATE = 0.65;

    private static final double LEAST_LATE = 0.22;
    private static final int MOST_CULPRITS = 5;

    private final List<RouteTally> routes;
    private final Pairs pairs;
    private final double allBytes;
    private final long allChances;
    private final long allRequests;
    private final Set<RouteTally> takenOwn = new HashSet<>();
    private final Set<RouteTally> takenNext = new HashSet<>();
    private List<Held> own = List.of();
    private List<Held> next = List.of();
    private List<Held> both = List.of();
    private Held left = new Held();
    private List<BandEvidence> bands = List.of();

    /// @param routes each at the place that its index says
    private Culprits(List<RouteTally> routes, Pairs pairs) {
        this.routes = routes;
        this.pairs = pairs;
        addUp();
        allRequests = routes.stream().mapToLong(RouteTally::requests).sum();
        allBytes = left.sum().bytes();
        allChances = left.sum().chances();
    }

    /// What one route is charged with.
    ///
    /// @param evidence the logarithm of how unlikely its growth would be if it were innocent
    /// @param share of all growth that counts
    /// @param excess of its share over that of its requests
    record Charge(
            RouteTally route,
            Where where,
            double evidence,
            double bytesPerRequest,
            double share,
            double excess,
            double confidence,
            boolean standsOut) {}

    private static final Comparator<Charge> GRAVEST =
            Comparator.comparing(Charge::standsOut)
                    .thenComparingDouble(c -> c.evidence())
                    .thenComparingDouble(Charge::excess)
                    .thenComparingDouble(Charge::evidence);

    /// The charges against all routes, the gravest first.
    static List<Charge> of(List<RouteTally> routes, Pairs pairs) {
        return new Culprits(routes, pairs).charges();
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
            addUp();
        }
        others.stream().map(this::charge).sorted(GRAVEST.reversed()).forEach(charges::add);
        return charges;
    }

    /// Adds up what is left: for each route, its own pieces and the next ones'.
    private void addUp() {
        left = new Held();
        own = nothing();
        next = nothing();
        both = nothing();
        pairs.each((before, route, stratum, tally) -> {
            if (takenOwn.contains(route) || (before != null && takenNext.contains(before))) {
                return;
            }
            left.add(stratum, tally);
            own.get(route.index()).add(stratum, tally);
            both.get(route.index()).add(stratum, tally);
            if (before != null) {
                next.get(before.index()).add(stratum, tally);
                if (!before.equals(route)) {
                    both.get(before.index()).add(stratum, tally);
                }
            }
        });
        findBands();
    }

    private void findBands() {
        List<Piece> rest =
                pairs.kept().stream()
                        .filter(p ->
                                !takenOwn.contains(p.own())
                                        && (p.before() == null || !takenNext.contains(p.before())))
                        .toList();
        bands = new ArrayList<>();
        for (List<Piece> band : Bands.of(rest)) {
            bands.add(new BandEvidence(band, bands.size(), pairs));
        }
    }

    private List<Held> nothing() {
        return routes.stream().map(_ -> new Held()).toList();
    }

    private Held held(RouteTally route, Where where) {
        return switch (where) {
            case OWN -> own.get(route.index());
            case NEXT -> next.get(route.index());
            case BOTH -> both.get(route.index());
        };
    }

    private Charge charge(RouteTally route) {
        Where where = Where.OWN;
        double evidence = 0;
        for (Where choice : Where.values()) {
            double weighed = evidence(route, choice) * choice(choice);
            if (weighed > evidence) {
                evidence = weighed;
                where = choice;
            }
        }
        Tally tally = held(route, where).sum();
        double share = allBytes <= 0 ? 0 : Math.min(1, tally.bytes() / allBytes);
        int scale = scale(route, where);
        double part = (route.requests() + 1.0) / (allRequests + routes.size());
        evidence += Math.log(part);
        double tries = 2.0 * Tally.SCALES * Where.values().length;
        double confidence = Math.max(0, 1 - tries * Math.exp(-evidence));
        boolean goesOn = goesOn(route, where, tally.pieces(scale));
        double rank = goesOn ? evidence : evidence;
        boolean standsOut =
                confidence >= SURE
                        && tally.pieces(scale) >= FEWEST_PIECES
                        && tally.sum(scale) >= FEWEST_BYTES
                        && goesOn;
        return new Charge(
                route,
                where,
                rank,
                tally.chances() == 0 ? 0 : perRequest(tally, standsOut, scale, where),
                share,
                share - tally.chances() / (double) Math.max(1, allChances),
                confidence,
                standsOut);
    }

    /// Of a route that is charged all that came with its requests; of others only what is cut off
    /// at the scale that speaks most against them, since large pieces are others' or chance.
    private static double perRequest(Tally tally, boolean charged, int scale, Where where) {
        double requests = where == Where.BOTH ? tally.chances() / 2.0 : tally.chances();
        return (charged ? tally.bytes() : tally.sum(scale)) / requests;
    }

    /// Whether it has grown the workers lately as before: else it was warming up.
    private static boolean goesOn(RouteTally route, Where where, double pieces) {
        double expected = route.lateRequests();
        double spread = Math.sqrt(expected * (1 - expected) / pieces);
        double least = Math.max(LEAST_LATE, LATE - SPREADS * spread / expected) * expected;
        return route.lateGrowth(where) >= least;
    }

    private double evidence(RouteTally route, Where where) {
        double most = 0;
        for (int scale = 0; scale < Tally.SCALES; scale++) {
            most = Math.max(most, evidence(route, where, scale) * (scale>=2?M2:scale==1?M1:1));
        }
        for (BandEvidence band : bands) {
            most =
                    Math.max(
                            most,
                            band.evidence(route, where, held(route, where), left)
                                    + Math.log(Tally.SCALES));
        }
        return most;
    }

    /// The coarsest scale with nearly all evidence.
    private int scale(RouteTally route, Where where) {
        double most = evidence(route, where);
        int scale = Tally.SCALES - 1;
        while (scale > 0 && evidence(route, where, scale) < most * NEARLY) {
            scale--;
        }
        return scale;
    }

    private double evidence(RouteTally route, Where where, int scale) {
        return held(route, where).evidence(left, scale);
    }
}
