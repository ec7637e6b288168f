package dev.kidreaper.diagnose;

import dev.kidreaper.diagnose.RouteTally.Where;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The pieces of one band, by stratum and by the route each belongs to.
final class BandEvidence {
    private final double correction;
    private final int[] all = new int[Stratum.COUNT];
    private final Map<RouteTally, int[]> own = new HashMap<>();
    private final Map<RouteTally, int[]> next = new HashMap<>();
    private final Map<RouteTally, int[]> both = new HashMap<>();

    BandEvidence(List<Piece> pieces, int rank, Pairs pairs) {
        correction = Math.log((rank + 1.0) * (rank + 2.0));
        for (Piece piece : pieces) {
            int s = piece.stratum();
            all[s]++;
            count(own, piece.own(), s);
            count(both, piece.own(), s);
            RouteTally before = piece.before();
            if (before != null && pairs.knows(before, piece.own(), s)) {
                count(next, before, s);
                if (!before.equals(piece.own())) {
                    count(both, before, s);
                }
            }
        }
    }

    private static void count(Map<RouteTally, int[]> map, RouteTally route, int stratum) {
        map.computeIfAbsent(route, _ -> new int[Stratum.COUNT])[stratum]++;
    }

    int[] on(RouteTally route, Where where) {
        var map =
                switch (where) {
                    case OWN -> own;
                    case NEXT -> next;
                    case BOTH -> both;
                };
        return map.getOrDefault(route, new int[Stratum.COUNT]);
    }

    int pieces(RouteTally route, Where where) {
        int sum = 0;
        for (int n : on(route, where)) {
            sum += n;
        }
        return sum;
    }

    double evidence(RouteTally route, Where where, Held held, Held left) {
        int[] on = on(route, where);
        double most = 0;
        for (double tilt : Held.TILTS) {
            double growth = Math.expm1(tilt);
            double bound = 0;
            for (int s = 0; s < all.length; s++) {
                if (all[s] > 0) {
                    double fair = Math.min(1, held.late(s) / Math.max(1, left.late(s)));
                    bound += tilt * on[s] - all[s] * Math.log1p(fair * growth);
                }
            }
            most = Math.max(most, bound);
        }
        return Math.max(0, most - correction);
    }
}
