package dev.kidreaper.show;

import dev.kidreaper.model.Durations;
import dev.kidreaper.model.ForeignText;
import dev.kidreaper.model.Outcome;
import dev.kidreaper.model.Report;

/// The report of a run, in words.
public final class ReportText {
    private ReportText() {}

    /// The outcome for one worker.
    public static String line(Outcome outcome) {
        return ForeignText.harmless(words(outcome));
    }

    private static String words(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Recycled r ->
                    "worker %s recycled: %s, left after %s%s, %s"
                            .formatted(
                                    r.worker(),
                                    r.reason(),
                                    Durations.words(r.leftAfter()),
                                    r.killed() ? " by KILL" : "",
                                    r.replacedBy() == null
                                            ? "its manager has not replaced it: nobody needs it"
                                            : "replaced by " + r.replacedBy());
            case Outcome.Failed f ->
                    "worker %s NOT recycled: %s".formatted(f.worker(), f.problem());
            case Outcome.Vanished v -> "worker %s had left by itself".formatted(v.worker());
        };
    }

    /// The run in one line.
    public static String summary(Report report) {
        long recycled = count(report, Outcome.Recycled.class);
        long failed = count(report, Outcome.Failed.class);
        return "%d recycled, %d failed, %d kept".formatted(recycled, failed, report.kept().size());
    }

    private static long count(Report report, Class<? extends Outcome> kind) {
        return report.outcomes().stream().filter(kind::isInstance).count();
    }
}
