package dev.kidreaper.diagnose;

import dev.kidreaper.diagnose.SimulatedPool.Keeps;
import dev.kidreaper.model.Verdict;
import dev.kidreaper.show.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/// How long simulated pools must be observed until a leak is called one, and whether an observation
/// of the time that was asked for tells what it is.
final class LeakTimes {
    private static final double[] RATES = {1, 2, 5, 10, 20, 40, 60};
    private static final int[] MINUTES = {1, 2, 5, 10, 20};

    /// Nobody waits longer for the simulation.
    private static final double MOST_SECONDS = 2 * 3600;

    private LeakTimes() {}

    /// The percentage of leaks that are called so, by load and time; in parentheses that of caches.
    static String text(long first, int seeds) {
        var rows = new ArrayList<List<String>>();
        var head = new ArrayList<>(List.of("| requests a second "));
        for (int minutes : MINUTES) {
            head.add("| %d min".formatted(minutes));
        }
        rows.add(head);
        for (double rate : RATES) {
            var row = new ArrayList<>(List.of("| %.0f".formatted(rate)));
            for (int minutes : MINUTES) {
                row.add(
                        "| %.0f, %.0f (%.0f)"
                                .formatted(
                                        leaks(List.of(Keeps.LEAK), rate, minutes, first, seeds),
                                        leaks(
                                                List.of(Keeps.RARE_LEAK),
                                                rate,
                                                minutes,
                                                first,
                                                seeds),
                                        leaks(caches(), rate, minutes, first, seeds)));
            }
            rows.add(row);
        }
        return Table.text(rows);
    }

    private static List<Keeps> caches() {
        return List.of(Keeps.values()).stream().filter(Keeps::isCache).toList();
    }

    private static double leaks(
            List<Keeps> kinds, double rate, int minutes, long first, int seeds) {
        long leaks =
                IntStream.range(0, seeds)
                        .parallel()
                        .mapToObj(seed -> {
                            Keeps keeps = kinds.get(seed % kinds.size());
                            return Simulation.pool(keeps, true, minutes * 60, first + seed);
                        })
                        .map(pool -> Judge.of(at(pool, rate, pool.seconds()).timelines()))
                        .filter(d -> d.verdict() == Verdict.LEAK)
                        .count();
        return 100.0 * leaks / seeds;
    }

    private static SimulatedPool at(SimulatedPool p, double rate, double seconds) {
        return new SimulatedPool(
                p.keeps(),
                rate,
                p.load(),
                p.full(),
                p.entries(),
                p.bytes(),
                seconds,
                p.hasHeaps(),
                p.seed());
    }

    /// What is said of pools that were undecided, once they were observed as long as was asked for.
    static String afterwards(long first, int seeds) {
        var asked = new int[1];
        var counts = new int[3];
        for (Keeps keeps : Keeps.values()) {
            IntStream.range(0, seeds)
                    .parallel()
                    .mapToObj(seed -> Simulation.pool(keeps, true, 60, first + seed * 31L))
                    .forEach(pool -> {
                        Diagnosis before = Judge.of(pool.timelines());
                        Findings findings = before.findings();
                        double seconds =
                                findings == null || findings.end() == null
                                        ? 0
                                        : findings.end().tellSeconds();
                        if (before.verdict() != Verdict.UNDECIDED || seconds <= 60) {
                            return;
                        }
                        SimulatedPool longer =
                                at(pool, pool.perSecond(), Math.min(MOST_SECONDS, seconds));
                        Diagnosis after = Judge.of(longer.timelines());
                        int what =
                                after.verdict() == Verdict.UNDECIDED
                                        ? 1
                                        : Simulation.isRight(longer, after) ? 0 : 2;
                        synchronized (counts) {
                            asked[0]++;
                            counts[what]++;
                        }
                    });
        }
        return String.format(
                Locale.ROOT,
                "of %d undecided pools, observed for the time that was asked for: %d right, %d"
                        + " still undecided, %d wrong",
                asked[0],
                counts[0],
                counts[1],
                counts[2]);
    }
}
