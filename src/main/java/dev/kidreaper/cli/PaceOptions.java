package dev.kidreaper.cli;

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

    Pace pace(Duration pause) {
        Pace usual = Pace.DEFAULT;
        return new Pace(
                pause,
                newborn == null ? usual.newborn() : newborn,
                usual.proof(),
                usual.settle(),
                deadline == null ? usual.deadline() : deadline,
                killAfter);
    }
}
