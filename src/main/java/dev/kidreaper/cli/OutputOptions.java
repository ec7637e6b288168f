package dev.kidreaper.cli;

import dev.kidreaper.app.ExitCode;
import dev.kidreaper.app.OperatorNote;
import dev.kidreaper.app.Session;
import dev.kidreaper.cli.words.StandardOutput;
import dev.kidreaper.decide.NextVictim;
import dev.kidreaper.diagnose.Diagnosis;
import dev.kidreaper.model.FoundPool;
import dev.kidreaper.model.Limit;
import dev.kidreaper.model.Manager;
import dev.kidreaper.model.Measure;
import dev.kidreaper.model.Pace;
import dev.kidreaper.model.Pool;
import dev.kidreaper.model.Report;
import dev.kidreaper.model.Worker;
import dev.kidreaper.show.DiagnosisJson;
import dev.kidreaper.show.DiagnosisText;
import dev.kidreaper.show.FoundText;
import dev.kidreaper.show.Json;
import dev.kidreaper.show.Paint;
import dev.kidreaper.show.PoolText;
import dev.kidreaper.show.ReportText;
import dev.kidreaper.show.Screen;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The form of a command's answer: words, or JSON on standard output and words on standard error.
final class OutputOptions {
    @Option(names = "--json", description = "answer in JSON on standard output")
    private boolean json;

    /// One for the parser to fill in.
    OutputOptions() {}

    OutputOptions(boolean json) {
        this.json = json;
    }

    /// Whether the answer is JSON.
    boolean isJson() {
        return json;
    }

    /// The display of a run while it goes on.
    Progress progress() {
        return new Progress(screen(), json ? new Paint(false) : Paint.ofTerminal());
    }

    /// Where a command shows what it does meanwhile.
    Screen screen() {
        return json ? Screen.on(System.err) : Screen.onTerminal();
    }

    /// Shows what a run did. One that found all workers small is silent without a terminal: cron
    /// would mail each line.
    ///
    /// @return the exit code
    int reportFromCron(Report report, Progress progress) {
        boolean nothing = report.outcomes().isEmpty() && report.stopped() == null;
        return nothing && !report.kept().isEmpty() && !json && !Screen.isTerminal()
                ? ExitCode.DONE
                : report(report, progress);
    }

    /// Shows what a run did.
    ///
    /// @return the exit code
    int report(Report report, Progress progress) {
        progress.close();
        if (json) {
            System.out.println(Json.of(report));
        } else {
            System.out.println(ReportText.summary(report));
        }
        if (report.stopped() != null) {
            OperatorNote.say("stopped: " + report.stopped());
        }
        return Session.exitCode(report);
    }

    /// Shows what a run would do.
    ///
    /// @param measure that gives the order
    /// @param limit which workers would be recycled; null: all of them
    int dryRun(Pool pool, Measure measure, @Nullable Limit limit, Pace pace) {
        List<Worker> victims = NextVictim.all(pool, measure, limit, pace);
        System.out.println(
                json
                        ? Json.ofDryRun(pool, victims, measure, limit)
                        : table(pool, victims, limit)
                                + "\n%d would be recycled (dry run)".formatted(victims.size()));
        String untouchable = pool.manager().profile().untouchable();
        if (untouchable != null) {
            OperatorNote.say(Session.untouchable(pool.manager(), untouchable));
        } else if (pool.manager().profile().isUnknown()) {
            OperatorNote.say(Session.unknownManager(pool.manager()));
        }
        return ExitCode.DONE;
    }

    /// Shows a pool.
    int pool(Pool pool, @Nullable Limit limit, Pace pace) {
        List<Worker> victims =
                limit == null ? List.of() : NextVictim.all(pool, limit.measure(), limit, pace);
        System.out.println(json ? Json.of(pool, victims) : table(pool, victims, limit));
        return ExitCode.DONE;
    }

    private static String table(Pool pool, List<Worker> victims, @Nullable Limit limit) {
        return Paint.ofTerminal()
                .table(PoolText.table(pool, victims, limit, StandardOutput.columns()));
    }

    /// Shows the pools that were found on the machine.
    int found(List<FoundPool> pools) {
        if (json) {
            System.out.println(Json.ofFound(pools));
        } else if (pools.isEmpty()) {
            OperatorNote.say("no pool of a known kind runs here (kidreaper --help)");
        } else {
            System.out.println(FoundText.table(pools, StandardOutput.columns()));
            if (Screen.isTerminal()) {
                System.out.println("\n" + FoundText.nextSteps(pools));
            }
        }
        return ExitCode.DONE;
    }

    /// Shows why a pool grows.
    int diagnosis(Manager manager, Diagnosis diagnosis) {
        System.out.println(
                json
                        ? DiagnosisJson.of(manager, diagnosis)
                        : DiagnosisText.of(diagnosis, StandardOutput.columns()));
        return ExitCode.DONE;
    }
}
