package dev.kidreaper.diagnose;

import dev.kidreaper.model.GrowthCause;
import dev.kidreaper.model.Verdict;
import dev.kidreaper.show.Table;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// The confusion matrix of the collection: what is true against what was said.
final class Matrix {
    /// Shares of a mixture may be off by this.
    private static final double SHARE_WITHIN = 0.10;

    private final Map<Verdict, Map<Verdict, Integer>> said = new EnumMap<>(Verdict.class);
    private final List<String> wrong = new ArrayList<>();
    private int right;
    private int open;

    /// Whether that is the right verdict, with the right shares.
    static boolean isRight(Workload workload, Diagnosis diagnosis) {
        if (diagnosis.verdict() != workload.label()) {
            return false;
        }
        double apart = diagnosis.shares().getOrDefault(GrowthCause.COPY_ON_WRITE, 0.0);
        return diagnosis.verdict() != Verdict.MIXED
                || Math.abs(apart - workload.apart()) <= SHARE_WITHIN;
    }

    /// Whether a leak is said to be one, or a cache that fills, which cannot be told yet.
    static boolean isOpen(Workload workload, Diagnosis diagnosis) {
        Findings findings = diagnosis.findings();
        boolean leaks = workload.label() == Verdict.LEAK || workload.label() == Verdict.MIXED;
        boolean isUndecided = diagnosis.verdict() == Verdict.UNDECIDED;
        return leaks && isUndecided && findings != null && findings.end() != null;
    }

    synchronized void add(Workload workload, Diagnosis diagnosis) {
        said.computeIfAbsent(workload.label(), _ -> new EnumMap<>(Verdict.class))
                .merge(diagnosis.verdict(), 1, Integer::sum);
        if (isRight(workload, diagnosis)) {
            right++;
        } else {
            open += isOpen(workload, diagnosis) ? 1 : 0;
            wrong.add(
                    "%s: %s, but said %s %s %s"
                            .formatted(
                                    workload.name(),
                                    workload.label().label(),
                                    diagnosis.verdict().label(),
                                    diagnosis.shares(),
                                    diagnosis.findings()));
        }
    }

    /// How many of all were judged rightly, from 0 to 1.
    synchronized double rightPart() {
        return (double) right / (right + wrong.size());
    }

    /// The same, and how many leaks were said to be one or a cache, from 0 to 1.
    synchronized double notWrongPart() {
        return (double) (right + open) / (right + wrong.size());
    }

    /// How often what was that was called the other.
    synchronized int count(Verdict truth, Verdict call) {
        return said.getOrDefault(truth, Map.of()).getOrDefault(call, 0);
    }

    /// The table, and what was wrong.
    synchronized String text() {
        var rows = new ArrayList<List<String>>();
        var head = new ArrayList<>(List.of("true"));
        Arrays.stream(Verdict.values()).map(Verdict::label).forEach(head::add);
        rows.add(head);
        said.forEach((truth, calls) -> {
            var row = new ArrayList<>(List.of(truth.label()));
            for (Verdict call : Verdict.values()) {
                row.add(calls.containsKey(call) ? calls.get(call).toString() : ".");
            }
            rows.add(row);
        });
        String percent = String.format(Locale.ROOT, "%.1f", rightPart() * 100);
        return "%s%n%d of %d right, %s %%; %d leaks that may be caches so far%n%s"
                .formatted(
                        Table.text(rows),
                        right,
                        right + wrong.size(),
                        percent,
                        open,
                        String.join("\n", wrong));
    }
}
