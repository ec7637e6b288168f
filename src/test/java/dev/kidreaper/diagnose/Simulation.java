package dev.kidreaper.diagnose;

import dev.kidreaper.diagnose.SimulatedPool.Keeps;
import dev.kidreaper.diagnose.SimulatedPool.Load;
import dev.kidreaper.model.GrowthCause;
import dev.kidreaper.model.MemoryTimeline;
import dev.kidreaper.model.Verdict;
import dev.kidreaper.show.Table;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/// What is said of many simulated pools, against what is true of them.
final class Simulation {
    private static final double[] RATES = {1, 2, 5, 10, 20, 40, 60};
    private static final double[] FULL = {0.05, 0.2, 0.4, 0.6, 0.8, 0.95};
    private static final int BANDS = 5;

    /// The first of the seeds that nobody saw while the verdicts were made.
    static final long HELD_BACK = 2_000_003;

    /// Of longer observations there are fewer.
    private static final int PART = 15;

    private final Map<Keeps, Map<Verdict, Integer>> said = new EnumMap<>(Keeps.class);
    private final List<String> wrong = new ArrayList<>();
    private final int[] count = new int[BANDS];
    private final double[] claimed = new double[BANDS];
    private final int[] right = new int[BANDS];
    private int all;
    private int undecided;
    private int mistaken;

    /// A pool drawn at random: any program, load, age.
    static SimulatedPool pool(Keeps keeps, boolean hasHeaps, double seconds, long seed) {
        var random = new SplittableRandom(seed);
        double rate = RATES[random.nextInt(RATES.length)];
        double full = FULL[random.nextInt(FULL.length)];
        var load = List.of(Load.values()).get(Math.max(0, random.nextInt(7) - 3));
        int entries =
                keeps == Keeps.TEMPLATES
                        ? random.nextInt(20, 120)
                        : (int) Math.exp(random.nextDouble(Math.log(100), Math.log(5000)));
        int bytes = (int) Math.exp(random.nextDouble(Math.log(2000), Math.log(40_000)));
        return new SimulatedPool(
                keeps, rate, load, full, entries, bytes, seconds, hasHeaps, random.nextLong());
    }

    /// Judges pools of every kind.
    ///
    /// @param first the first of the seeds
    static Simulation of(long first, int seeds, boolean hasHeaps) {
        var simulation = new Simulation();
        List<Keeps> all = List.of(Keeps.values());
        for (Keeps keeps : all) {
            int kind = all.indexOf(keeps);
            // Half of those that grow leak.
            int times = keeps.isLeak() || keeps == Keeps.NOTHING ? seeds * 2 : seeds;
            IntStream.range(0, times)
                    .parallel()
                    .mapToObj(seed -> pool(keeps, hasHeaps, 60, (first + seed) * 31L + kind))
                    .forEach(pool -> simulation.add(pool, Judge.of(seen(pool))));
        }
        return simulation;
    }

    /// On half of all hosts the kernel counts the requests.
    private static List<MemoryTimeline> seen(SimulatedPool pool) {
        return pool.timelines(pool.seed() % 2 == 0);
    }

    private synchronized void add(SimulatedPool pool, Diagnosis diagnosis) {
        Verdict verdict = diagnosis.verdict();
        said.computeIfAbsent(pool.keeps(), _ -> new EnumMap<>(Verdict.class))
                .merge(verdict, 1, Integer::sum);
        all++;
        if (verdict == Verdict.UNDECIDED) {
            undecided++;
            return;
        }
        boolean isRight = isRight(pool, diagnosis);
        int band = (int) Math.clamp((diagnosis.confidence() - 0.5) * 2 * BANDS, 0, BANDS - 1.0);
        count[band]++;
        claimed[band] += diagnosis.confidence();
        right[band] += isRight ? 1 : 0;
        if (!isRight) {
            mistaken++;
            wrong.add(
                    "%s %.2f: %s"
                            .formatted(verdict.label(), diagnosis.confidence(), pool)
                            .replaceAll("SimulatedPool|seconds=60.0, |hasHeaps=[a-z]*, ", ""));
        }
    }

    /// A cache of which hardly anything is left to fill, or a leak of too few bytes to be told from
    /// none, may be called steady.
    static boolean isRight(SimulatedPool pool, Diagnosis diagnosis) {
        return switch (diagnosis.verdict()) {
            case STEADY -> pool.keeps() == Keeps.NOTHING || isSlight(pool, diagnosis);
            case LEAK -> pool.keeps().isLeak();
            case WARM_UP, HIGH_WATER -> pool.keeps().isCache();
            case MIXED -> pool.keeps().isLeak() == diagnosis.shares().containsKey(GrowthCause.LEAK);
            case COPY_ON_WRITE, FILE_BACKED, UNDECIDED -> false;
        };
    }

    private static boolean isSlight(SimulatedPool pool, Diagnosis diagnosis) {
        Findings findings = diagnosis.findings();
        return pool.keeps().isCache()
                && findings != null
                && findings.inUseBytes().orElse(findings.ownBytes()) < (1 << 20);
    }

    /// How often what was that was called the other.
    int count(Keeps truth, Verdict verdict) {
        return said.getOrDefault(truth, Map.of()).getOrDefault(verdict, 0);
    }

    /// How many of the caches were called leaks, from 0 to 1.
    double cachesCalledLeak() {
        int caches = 0;
        int leaks = 0;
        for (Keeps keeps : Keeps.values()) {
            if (keeps.isCache()) {
                caches += Arrays.stream(Verdict.values()).mapToInt(v -> count(keeps, v)).sum();
                leaks += count(keeps, Verdict.LEAK);
            }
        }
        return (double) leaks / caches;
    }

    /// How many of all were judged wrongly, from 0 to 1.
    double mistakenPart() {
        return (double) mistaken / all;
    }

    /// The largest difference between the confidence and how often it was right, over bands with
    /// enough verdicts.
    double calibrationError(int enough) {
        double error = 0;
        for (int b = 0; b < BANDS; b++) {
            if (count[b] >= enough) {
                error = Math.max(error, Math.abs(claimed[b] - right[b]) / count[b]);
            }
        }
        return error;
    }

    List<String> wrong() {
        return wrong;
    }

    /// The verdicts by what is true, and the reliability of the confidence.
    String text() {
        var rows = new ArrayList<List<String>>();
        var head = new ArrayList<>(List.of("| keeps "));
        for (Verdict verdict : Verdict.values()) {
            head.add("| " + verdict.label());
        }
        rows.add(head);
        said.forEach((truth, calls) -> {
            var row = new ArrayList<>(List.of("| " + truth.name().toLowerCase(Locale.ROOT)));
            for (Verdict verdict : Verdict.values()) {
                row.add("| " + (calls.containsKey(verdict) ? calls.get(verdict).toString() : "."));
            }
            rows.add(row);
        });
        var text = new StringBuilder(Table.text(rows));
        text.append(
                String.format(
                        Locale.ROOT,
                        "%n%d pools: %.1f %% right, %.1f %% undecided, %.1f %% wrong%n",
                        all,
                        100.0 * (all - undecided - mistaken) / all,
                        100.0 * undecided / all,
                        100.0 * mistaken / all));
        for (int b = 0; b < BANDS; b++) {
            if (count[b] > 0) {
                text.append(
                        String.format(
                                Locale.ROOT,
                                "confidence %d to %d %%: said %.1f %%, right %.1f %% of %d%n",
                                50 + b * 10,
                                60 + b * 10,
                                100 * claimed[b] / count[b],
                                100.0 * right[b] / count[b],
                                count[b]));
            }
        }
        return text.toString();
    }

    /// `Simulation SEEDS [FIRST]`: prints the tables, of pools whose heaps can be read and of
    /// others.
    public static void main(String[] args) {
        int seeds = Integer.parseInt(args[0]);
        long first = args.length > 1 ? Long.parseLong(args[1]) : HELD_BACK;
        for (boolean hasHeaps : new boolean[] {true, false}) {
            Simulation simulation = of(first, hasHeaps ? seeds : seeds / 3, hasHeaps);
            System.out.printf(
                    "%n%s:%n%s", hasHeaps ? "heaps read" : "pages alone", simulation.text());
            if (first != HELD_BACK) {
                simulation.wrong().stream().limit(60).forEach(System.out::println);
            }
        }
        System.out.printf("%n%s%n", LeakTimes.text(first, seeds / PART));
        System.out.println(LeakTimes.afterwards(first, seeds / PART));
    }
}
