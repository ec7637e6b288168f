package dev.kidreaper.cli;

import dev.kidreaper.app.ExitCode;
import dev.kidreaper.app.OperatorError;
import dev.kidreaper.model.Durations;
import dev.kidreaper.model.Pace;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// How carefully a command recycles workers.
final class PaceOptions {
    @Option(
            names = "--newborn",
            paramLabel = "DUR",
            description =
                    "leave younger workers alone; a replacement counts as serving once it is older"
                            + " (default: 2s)")
    private @Nullable Duration newborn;

    @Option(
            names = "--deadline",
            paramLabel = "DUR",
            description =
                    "report a worker that has not left by then, or whose replacement has not come"
                            + " (default: 60s)")
    private @Nullable Duration deadline;

    @Option(
            names = "--kill-after",
            paramLabel = "DUR",
            description =
                    "send KILL to a worker that has not left by then: its request is cut off"
                            + " (default: never)")
    private @Nullable Duration killAfter;

    /// The pace, by the same rules as a configuration's.
    Pace pace(Duration pause) throws OperatorError {
        Pace usual = Pace.DEFAULT;
        Duration young = newborn == null ? usual.newborn() : newborn;
        Duration latest = deadline == null ? usual.deadline() : deadline;
        if (young.compareTo(latest) >= 0) {
            throw new OperatorError(
                    ExitCode.USAGE,
                    "%s: no replacement can grow older than a newborn (%s) before the deadline (%s)"
                            .formatted(
                                    newborn == null ? "--deadline" : "--newborn",
                                    Durations.words(young),
                                    Durations.words(latest)));
        }
        if (killAfter != null && killAfter.compareTo(latest) < 0) {
            throw new OperatorError(
                    ExitCode.USAGE,
                    "--kill-after %s is before the deadline (%s): write a longer time, or a shorter"
                                    .formatted(Durations.words(killAfter), Durations.words(latest))
                            + " --deadline");
        }
        return new Pace(pause, young, usual.proof(), usual.settle(), latest, killAfter);
    }
}
