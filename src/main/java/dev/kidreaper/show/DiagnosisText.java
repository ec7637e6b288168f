package dev.kidreaper.show;

import dev.kidreaper.diagnose.Diagnosis;
import dev.kidreaper.diagnose.Findings;
import dev.kidreaper.diagnose.GrowingSize;
import dev.kidreaper.model.Durations;
import dev.kidreaper.model.ForeignText;
import dev.kidreaper.model.GrowthSummary;
import dev.kidreaper.model.Size;
import dev.kidreaper.model.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// A diagnosis in words.
public final class DiagnosisText {
    private static final int MOST_SIZES = 3;

    private DiagnosisText() {}

    /// The verdict in one line, the evidence, a table of the workers, and advice.
    ///
    /// @param columns of the terminal
    public static String of(Diagnosis diagnosis, int columns) {
        var lines = new ArrayList<String>();
        lines.add(verdict(diagnosis));
        if (diagnosis.findings() != null) {
            lines.add("");
            lines.addAll(evidence(diagnosis.findings()));
        }
        if (!diagnosis.workers().isEmpty()) {
            lines.add("");
            lines.add(table(diagnosis.workers()));
        }
        lines.add("");
        lines.addAll(Wrapped.lines(diagnosis.advice(), columns));
        return String.join("\n", lines);
    }

    /// The daemon's answer, from what it has seen of a pool.
    ///
    /// @param pool its name in the configuration
    public static String ofDaemon(Diagnosis diagnosis, String pool, GrowthSummary growthSummary) {
        return "%s%n%s%s"
                .formatted(
                        of(diagnosis, Table.UNBOUNDED),
                        growthSummary.route() == null
                                ? ""
                                : "The route that grows it: %s.%n"
                                        .formatted(ForeignText.harmless(growthSummary.route())),
                        "From what the daemon has seen of pool %s in %s. To observe anew: --for."
                                .formatted(
                                        ForeignText.harmless(pool),
                                        Durations.words(growthSummary.over())));
    }

    /// The verdict in a few words: `mixed: 55% leak, 45% copy-on-write (confidence 95%)`.
    public static String verdict(Diagnosis diagnosis) {
        Findings findings = diagnosis.findings();
        if (diagnosis.verdict() == Verdict.STEADY && findings != null && findings.isIdle()) {
            return "idle: these workers served nothing meanwhile; nothing can be told";
        }
        String rest =
                switch (diagnosis.verdict()) {
                    case UNDECIDED -> ": " + diagnosis.missing();
                    case MIXED -> ": " + GrowthSummary.words(diagnosis.shares()) + sure(diagnosis);
                    case STEADY, COPY_ON_WRITE, LEAK, WARM_UP, HIGH_WATER, FILE_BACKED ->
                            diagnosis.shares().size() > 1
                                    ? ": "
                                            + GrowthSummary.words(diagnosis.shares())
                                            + sure(diagnosis)
                                    : sure(diagnosis);
                };
        return diagnosis.verdict().label() + rest;
    }

    private static String sure(Diagnosis diagnosis) {
        return " (confidence %d%%)".formatted(Math.round(diagnosis.confidence() * 100));
    }

    private static List<String> evidence(Findings f) {
        var lines = new ArrayList<String>();
        lines.add(
                "observed %s for %s, %d times; an average worker:"
                        .formatted(
                                PoolText.workers(f.workers()),
                                Durations.words(Duration.ofMillis((long) (f.seconds() * 1000))),
                                f.readings()));
        lines.add(part("no longer shared with the manager", f.apartBytes(), f, f.apartShape()));
        lines.add(part("new memory of its own", f.ownBytes(), f, f.ownShape()));
        if (f.inUseBytes().isPresent()) {
            double inUse = f.inUseBytes().getAsDouble();
            lines.add(part("allocated and not given back", inUse, f, f.inUseShape()));
        }
        if (!f.growing().isEmpty()) {
            lines.add("  pieces that accumulate: " + pieces(f.growing()));
        }
        if (f.eachWords() != null) {
            lines.add("  " + f.eachWords());
        }
        if (f.heldByWords() != null) {
            lines.add("  they are held " + f.heldByWords());
        }
        if (f.fileBytes() >= 1 << 16) {
            lines.add(part("mapped files, shared memory", f.fileBytes(), f, "not its own"));
        }
        lines.add(
                "  gains from worker to worker: %s to %s"
                        .formatted(size(f.smallestGain()), size(f.largestGain())));
        String newborn =
                f.newbornBytes().isPresent()
                        ? "; a newborn has " + size(f.newbornBytes().getAsLong())
                        : "";
        lines.add(
                "  uss now %s, of which %s was shared at the fork; %s still shared%s"
                        .formatted(
                                size(f.aloneBytes()),
                                size(f.apartAllBytes()),
                                size(f.sharedBytes()),
                                newborn));
        return lines;
    }

    private static String pieces(List<GrowingSize> growing) {
        String some =
                growing.stream()
                        .limit(MOST_SIZES)
                        .map(g ->
                                "%s (%s a minute)"
                                        .formatted(size(g.bytes()), perMinute(g.perMinute())))
                        .collect(Collectors.joining(", "));
        int others = growing.size() - MOST_SIZES;
        return others > 0 ? some + ", and %d other sizes".formatted(others) : some;
    }

    private static String perMinute(double number) {
        return String.format(Locale.ROOT, number < 10 ? "%.1f" : "%,.0f", number);
    }

    private static String part(String what, double bytes, Findings f, String shape) {
        double perSecond = f.seconds() > 0 ? bytes / f.seconds() : 0;
        return "  %s: %s, %s/s; %s".formatted(what, size(bytes), size(perSecond), shape);
    }

    private static String table(List<Diagnosis.Gain> gains) {
        var rows = new ArrayList<List<String>>();
        rows.add(List.of("WORKER", "USS", "COPIED", "NEW", "FILES"));
        gains.forEach(g ->
                rows.add(
                        List.of(
                                g.worker().toString(),
                                size(g.alone()),
                                signed(g.apart()),
                                signed(g.own()),
                                signed(g.file()))));
        return Table.text(rows);
    }

    private static String signed(long bytes) {
        return (bytes < 0 ? "-" : "+") + size(Math.abs(bytes));
    }

    private static String size(double bytes) {
        return size(Math.round(bytes));
    }

    private static String size(long bytes) {
        return new Size(Math.max(0, bytes)).toString();
    }
}
