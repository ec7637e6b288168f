package dev.kidreaper.diagnose;

import dev.kidreaper.diagnose.rate.EachConnection;
import dev.kidreaper.diagnose.rate.Entries;
import dev.kidreaper.diagnose.rate.GrowthLife;
import dev.kidreaper.diagnose.rate.GrowthOdds;
import dev.kidreaper.diagnose.rate.GrowthPart;
import dev.kidreaper.diagnose.rate.Setups;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.IntToDoubleFunction;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// What each worker accumulated in each part of its work, from look to look.
final class GrowthParts {
    /// A part is at least this much of the work of the observation.
    private static final double LEAST_PART = 0.05;

    /// A longer life before the observation tells no more.
    private static final double MOST_LIFE = 50;

    /// Malloc's smallest chunk.
    private static final double LEAST_STEP = 32;

    /// A worker rests about twice for each request: for a connection, and for what it says.
    private static final double RESTS_PER_REQUEST = 2;

    /// With fewer workers none can be left out.
    private static final int FEWEST_WORKERS = 3;

    private GrowthParts() {}

    /// Whether growth is steady. If the load is about even, by the measure of the work by which it
    /// is steadier: the clock or the workers' rests. Neither is exact.
    ///
    /// @param kept what a worker kept at each reading that counts
    /// @param looks the readings at which that is known
    /// @param before what it had accumulated when it was first seen; less than 0 if unknown
    /// @param entries what is known of what accumulates
    static GrowthOdds odds(
            Curves curves,
            List<Retained> workers,
            Function<Retained, double[]> kept,
            Function<Retained, int[]> looks,
            ToDoubleFunction<Retained> before,
            Entries entries) {
        return curves.byEither().stream()
                .map(by -> steady(by, workers, kept, looks, before, entries))
                .reduce(GrowthOdds::or)
                .orElseThrow();
    }

    /// Whether what heaps have in use grows steadily.
    ///
    /// @param sizes the sizes that accumulate; null if unknown
    /// @param each what each connection left of them; null if unknown
    static GrowthOdds ofHeaps(
            Curves curves,
            List<Retained> workers,
            @Nullable GrowingSizes sizes,
            @Nullable EachConnection each) {
        double bytes = sizes == null ? 0 : sizes.entryBytes(workers.size());
        return odds(
                curves,
                workers,
                w -> sizes == null ? w.inUse() : sizes.kept(w),
                w -> allocated(w).walks(w.points().size()),
                w -> sizes == null ? -1 : sizes.before(w),
                new Entries(bytes, Setups.OF_PIECES, accepted(workers), each));
    }

    /// How many connections an average worker accepted meanwhile; 0 if that is not known of all.
    private static double accepted(List<Retained> workers) {
        double[] all = workers.stream().mapToDouble(w -> allocated(w).requests()).toArray();
        return Arrays.stream(all).min().orElse(0) > 0 ? Arrays.stream(all).average().orElse(0) : 0;
    }

    private static Allocated allocated(Retained worker) {
        return Objects.requireNonNull(worker.allocated());
    }

    private static GrowthOdds steady(
            Curves curves,
            List<Retained> workers,
            Function<Retained, double[]> kept,
            Function<Retained, int[]> looks,
            ToDoubleFunction<Retained> before,
            Entries entries) {
        double mean =
                Math.max(1, workers.stream().mapToDouble(w -> done(curves, w)).average().orElse(0));
        var steps = new HeapCurve();
        var all = new ArrayList<GrowthLife>();
        boolean isKnown = workers.stream().allMatch(w -> before.applyAsDouble(w) >= 0);
        for (Retained worker : workers) {
            IntToDoubleFunction work = HeapCurve.work(curves, worker);
            double[] values = kept.apply(worker);
            int[] at = spaced(looks.apply(worker), work, mean);
            steps.add(values, at, work);
            double life = worker.workBefore() * done(curves, worker) / mean;
            var parts = new ArrayList<GrowthPart>();
            if (isKnown && life > 0) {
                double told = Math.min(MOST_LIFE, life);
                parts.add(new GrowthPart(-told, 0, before.applyAsDouble(worker) * told / life));
            }
            addParts(parts, values, at, work, mean);
            all.add(new GrowthLife(life, parts));
        }
        return odds(curves, all, Math.max(LEAST_STEP, steps.step()), entries);
    }

    private static GrowthOdds odds(
            Curves curves, List<GrowthLife> workers, double step, Entries entries) {
        double counted = entries.requests();
        double requests =
                counted > 0 ? counted : curves.rests() / curves.alive() / RESTS_PER_REQUEST;
        boolean isCounted = curves.isByRests();
        GrowthOdds all = GrowthOdds.of(workers, step, requests, isCounted, entries);
        if (all.ends() < GrowthOdds.SURELY || workers.size() < FEWEST_WORKERS) {
            return all;
        }
        // One worker alone that grew much and then no more may be idle since.
        var rest = new ArrayList<>(workers);
        rest.remove(Collections.max(rest, Comparator.comparingDouble(w -> sum(w.parts()))));
        GrowthOdds others = GrowthOdds.of(rest, step, requests, isCounted, entries);
        return others.ends() <= GrowthOdds.LIKELY ? all.mean(others) : all;
    }

    /// The looks between which at least a part of the work was done.
    private static int[] spaced(int[] looks, IntToDoubleFunction work, double mean) {
        var spaced = IntStream.builder();
        double last = Double.NEGATIVE_INFINITY;
        for (int k = 0; k < looks.length; k++) {
            double at = work.applyAsDouble(looks[k]) / mean;
            if (at - last >= LEAST_PART || (k == looks.length - 1 && at > last)) {
                spaced.add(looks[k]);
                last = at;
            }
        }
        return spaced.build().toArray();
    }

    private static double sum(List<GrowthPart> parts) {
        return parts.stream().filter(p -> p.from() >= 0).mapToDouble(GrowthPart::bytes).sum();
    }

    private static double done(Curves curves, Retained worker) {
        IntToDoubleFunction work = HeapCurve.work(curves, worker);
        return work.applyAsDouble(worker.points().size() - 1) - work.applyAsDouble(0);
    }

    private static void addParts(
            List<GrowthPart> parts,
            double[] kept,
            int[] at,
            IntToDoubleFunction work,
            double mean) {
        double start = work.applyAsDouble(0);
        for (int k = 1; k < at.length; k++) {
            double from = (work.applyAsDouble(at[k - 1]) - start) / mean;
            double to = (work.applyAsDouble(at[k]) - start) / mean;
            parts.add(new GrowthPart(from, to, Math.max(0, kept[at[k]] - kept[at[k - 1]])));
        }
    }
}
