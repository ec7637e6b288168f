package dev.kidreaper.attribution;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/// The pieces in which one worker has grown, the latest first, for as long as it may give them
/// back.
final class WorkerPieces {
    private static final int MOST_PIECES = 1024;

    /// From this size on one piece is told from another by its size.
    private static final double LARGE = 32 << 10;

    private static final int MOST_LARGE = 32;
    private static final double ALIKE = 8 << 10;

    private final RoutePairs routePairs;
    private final Deque<GrowthStep> pieces = new ArrayDeque<>();
    private final Deque<GrowthStep> large = new ArrayDeque<>();
    private int[] uses = new int[16];
    private int served;
    private int stratum;
    private @Nullable RouteTally last;
    private @Nullable RouteTally lastButOne;
    private boolean wasFirst = true;
    private boolean didCount;
    private long lastAfter;

    WorkerPieces(RoutePairs routePairs) {
        this.routePairs = routePairs;
    }

    /// Adds a request.
    void add(RouteTally route, long before, long after) {
        route.request();
        count(route);
        if (last != null) {
            change(lastButOne, last, before - lastAfter, didCount);
        }
        boolean isFirst = use(route) == 1;
        stratum = Stratum.of(use(route), served);
        boolean counts = !isFirst && !wasFirst;
        if (counts) {
            routePairs.of(last, route, stratum).chance();
        }
        change(last, route, after - before, counts);
        lastButOne = last;
        last = route;
        lastAfter = after;
        wasFirst = isFirst;
        didCount = counts;
    }

    private void count(RouteTally route) {
        served++;
        if (route.index() >= uses.length) {
            uses = Arrays.copyOf(uses, route.index() * 2);
        }
        uses[route.index()]++;
    }

    private int use(RouteTally route) {
        return uses[route.index()];
    }

    private void change(@Nullable RouteTally before, RouteTally own, long bytes, boolean counts) {
        if (bytes > 0) {
            if (pieces.size() >= MOST_PIECES) {
                pieces.removeLast(); // It stays in the tallies.
            }
            var growthStep = new GrowthStep(before, own, bytes, counts, stratum);
            pieces.addFirst(growthStep);
            growthStep.tally(routePairs, 1);
            if (counts) {
                routePairs.keep(growthStep);
            }
            if (bytes >= LARGE) {
                if (large.size() >= MOST_LARGE) {
                    large.removeLast();
                }
                large.addFirst(growthStep);
            }
        } else if (bytes < 0) {
            giveBack((double) -bytes);
        }
    }

    /// What is as large as an earlier piece is that one given back: a block is freed, a heap
    /// trimmed. Anything else undoes the last pieces.
    private void giveBack(double bytes) {
        double given = bytes;
        GrowthStep like = like(bytes);
        if (like != null) {
            given -= give(like, given);
            large.remove(like);
        }
        while (given > 0 && !pieces.isEmpty()) {
            given -= give(pieces.getFirst(), given);
            if (pieces.getFirst().left() <= 0) {
                pieces.removeFirst();
            }
        }
    }

    private double give(GrowthStep growthStep, double given) {
        double part = Math.min(given, growthStep.left());
        growthStep.give(part, routePairs);
        return part;
    }

    /// The latest large piece about as large.
    private @Nullable GrowthStep like(double bytes) {
        if (bytes < LARGE) {
            return null;
        }
        for (GrowthStep growthStep : large) {
            if (Math.abs(growthStep.left() - bytes) <= ALIKE) {
                return growthStep;
            }
        }
        return null;
    }
}
