package dev.kidreaper.attribution;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/// The steps in which one worker has grown, the latest first, for as long as it may give them back.
final class WorkerGrowth {
    private static final int MOST_STEPS = 1024;

    /// From this size, steps are told apart by their size.
    private static final double LARGE = 32 << 10;

    private static final int MOST_LARGE = 32;
    private static final double ALIKE = 8 << 10;

    private final RoutePairs routePairs;
    private final Deque<GrowthStep> steps = new ArrayDeque<>();
    private final Deque<GrowthStep> large = new ArrayDeque<>();
    private int[] uses = new int[16];
    private int served;
    private int stratum;
    private @Nullable RouteTally last;
    private @Nullable RouteTally lastButOne;
    private boolean wasFirst = true;
    private boolean didCount;
    private long lastAfter;

    WorkerGrowth(RoutePairs routePairs) {
        this.routePairs = routePairs;
    }

    /// Adds a request.
    void add(RouteTally route, long before, long after) {
        route.request(after - before);
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
            if (steps.size() >= MOST_STEPS) {
                steps.removeLast(); // It stays in the tallies.
            }
            var growthStep = new GrowthStep(before, own, bytes, counts, stratum);
            steps.addFirst(growthStep);
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

    /// Undoes an earlier step of the same size, if there is one: a block was freed, or a heap
    /// trimmed. Otherwise it undoes the last steps.
    private void giveBack(double bytes) {
        double given = bytes;
        GrowthStep like = like(bytes);
        if (like != null) {
            given -= give(like, given);
            large.remove(like);
        }
        while (given > 0 && !steps.isEmpty()) {
            given -= give(steps.getFirst(), given);
            if (steps.getFirst().remaining() <= 0) {
                steps.removeFirst();
            }
        }
    }

    private double give(GrowthStep growthStep, double given) {
        double part = Math.min(given, growthStep.remaining());
        growthStep.give(part, routePairs);
        return part;
    }

    /// The latest large step of about this size.
    private @Nullable GrowthStep like(double bytes) {
        if (bytes < LARGE) {
            return null;
        }
        for (GrowthStep growthStep : large) {
            if (Math.abs(growthStep.remaining() - bytes) <= ALIKE) {
                return growthStep;
            }
        }
        return null;
    }
}
