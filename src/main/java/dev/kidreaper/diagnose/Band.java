package dev.kidreaper.diagnose;

import dev.kidreaper.diagnose.RouteTally.Where;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The large pieces whose sizes lie in one narrow band, by stratum and by route.
final class Band {
    private static final int[] NONE = new int[Stratum.COUNT];

    private final double tries;
    private final int[] all = new int[Stratum.COUNT];
    private final Map<Where, Map<RouteTally, int[]>> on =
            Map.of(Where.OWN, new HashMap<>(), Where.NEXT, new HashMap<>(), Where.BOTH, new HashMap<>());

    /// @param place among all bands, from 0; chosen without a look at the routes
    Band(List<Piece> pieces, int place, Pairs pairs) {
        // Over however many bands, the odds of an accident in any add up to one at most.
        tries = (place + 1.0) * (place + 2.0);
        for (Piece piece : pieces) {
            int stratum = piece.stratum();
            all[stratum]++;
            count(Where.OWN, piece.own(), stratum);
            count(Where.BOTH, piece.own(), stratum);
            RouteTally before = piece.before();
            if (before != null && pairs.knows(before, piece.own(), stratum)) {
                count(Where.NEXT, before, stratum);
                if (!before.equals(piece.own())) {
                    count(Where.BOTH, before, stratum);
                }
            }
        }
    }

    private void count(Where where, RouteTally route, int stratum) {
        on.get(where).computeIfAbsent(route, _ -> new int[Stratum.COUNT])[stratum]++;
    }

    private int[] on(RouteTally route, Where where) {
        return on.get(where).getOrDefault(route, NONE);
    }

    /// How many of the pieces a route has.
    int pieces(RouteTally route, Where where) {
        int pieces = 0;
        for (int here : on(route, where)) {
            pieces += here;
        }
        return pieces;
    }

    /// How unlikely it is that so many of the pieces fall on a route by chance: minus the logarithm
    /// of it at least, corrected for the bands there are.
    ///
    /// @param held what the route has
    /// @param left what all have
    double evidence(RouteTally route, Where where, Held held, Held left) {
        int[] here = on(route, where);
        double most = 0;
        for (double tilt : Held.TILTS) {
            double growth = Math.expm1(tilt);
            double bound = 0;
            for (int i = 0; i < all.length; i++) {
                if (all[i] > 0) {
                    double fair = held.lateChances(i) / Math.max(1.0, left.lateChances(i));
                    bound += tilt * here[i] - all[i] * Math.log1p(Math.min(1, fair) * growth);
                }
            }
            most = Math.max(most, bound);
        }
        return Math.max(0, most - Math.log(tries));
    }
}
