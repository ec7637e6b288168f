package dev.kidreaper.cli;

import dev.kidreaper.app.ExitCode;
import dev.kidreaper.app.OperatorError;
import dev.kidreaper.model.Blackout;
import dev.kidreaper.model.Durations;
import dev.kidreaper.model.Pace;
import dev.kidreaper.model.RecyclePolicy;
import java.time.Duration;
import java.util.List;
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

    /// The pace of these options.
    Pace pace(Duration pause) throws OperatorError {
        try {
            return pace(Pace.DEFAULT, pause, newborn, deadline, killAfter);
        } catch (IllegalArgumentException e) {
            throw new OperatorError(ExitCode.USAGE, String.valueOf(e.getMessage()));
        }
    }

    /// A pace, by the same rules as a configuration's.
    ///
    /// @throws IllegalArgumentException with a sentence that says what is allowed
    private static Pace pace(
            Pace usual,
            Duration pause,
            @Nullable Duration newborn,
            @Nullable Duration deadline,
            @Nullable Duration killAfter) {
        Duration young = newborn == null ? usual.newborn() : newborn;
        Duration latest = deadline == null ? usual.deadline() : deadline;
        if (young.compareTo(latest) >= 0) {
            throw new IllegalArgumentException(
                    "%s: no replacement can grow older than a newborn (%s) before --deadline (%s)"
                            .formatted(
                                    newborn == null ? "--deadline" : "--newborn",
                                    Durations.words(young),
                                    Durations.words(latest)));
        }
        if (killAfter != null && killAfter.compareTo(latest) < 0) {
            throw new IllegalArgumentException(
                    "--kill-after %s is before the deadline (%s): write a longer time, or a shorter"
                                    .formatted(Durations.words(killAfter), Durations.words(latest))
                            + " --deadline");
        }
        return new Pace(pause, young, usual.proof(), usual.settle(), latest, killAfter);
    }

    /// How carefully `kidreaper run` has workers recycled.
    static final class OfRun {
        @Option(
                names = "--at-once",
                paramLabel = "N",
                description =
                        "how many workers may be away at once: asked to leave, and not replaced"
                                + " yet (default: 1)")
        private @Nullable Integer atOnce;

        @Option(
                names = "--pause",
                paramLabel = "DUR",
                description =
                        "at least so long from one worker's signal to the next one's"
                                + " (default: 0)")
        private @Nullable Duration pause;

        @Option(
                names = "--newborn",
                paramLabel = "DUR",
                description = "a replacement counts as serving once it is older (default: 0)")
        private @Nullable Duration newborn;

        @Option(
                names = "--deadline",
                paramLabel = "DUR",
                description =
                        "report a worker that has not left by then, or whose replacement has not"
                                + " come (default: 60s)")
        private @Nullable Duration deadline;

        @Option(
                names = "--kill-after",
                paramLabel = "DUR",
                description =
                        "send KILL to a worker that was asked to leave and has not left by"
                                + " then (default: never)")
        private @Nullable Duration killAfter;

        @Option(
                names = "--blackout",
                paramLabel = "TIME",
                description =
                        "recycle no worker at this time of the week, such as 'Mon-Fri 09:00-09:30';"
                                + " may be said several times")
        private List<String> blackouts = List.of();

        @Option(names = "--observe", description = "only count and weigh: recycle no worker")
        private boolean observe;

        /// All of it.
        ///
        /// @throws IllegalArgumentException with a sentence that says what is allowed
        RecyclePolicy policy() {
            RecyclePolicy usual = RecyclePolicy.GATED;
            Duration between = pause == null ? usual.pace().pause() : pause;
            return new RecyclePolicy(
                    observe,
                    atOnce == null ? usual.atOnce() : atOnce,
                    usual.exact(),
                    pace(usual.pace(), between, newborn, deadline, killAfter),
                    blackouts.stream().map(Blackout::parse).toList());
        }
    }
}
