package dev.kidreaper.cli.daemon;

import dev.kidreaper.app.ExitCode;
import dev.kidreaper.app.OperatorError;
import dev.kidreaper.app.control.ControlQuestion;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `kidreaper pause`: has the daemon recycle no worker of a pool for a while.
@Command(
        name = "pause",
        description =
                "Tells the daemon to recycle no worker of a pool, not even one that reaches its"
                        + " limit or that recycle names. The pause ends after --for, at resume, or"
                        + " with the daemon.",
        mixinStandardHelpOptions = true)
public final class PauseCommand implements Callable<Integer> {
    private static final Duration LONGEST = Duration.ofDays(365);

    @Mixin private DaemonAnswer answer = new DaemonAnswer();

    @Parameters(index = "0", paramLabel = "POOL", description = "the pool")
    private String pool = "";

    @Option(
            names = "--for",
            paramLabel = "DUR",
            description = "how long, such as 2h (default: until resume)")
    private @Nullable Duration time;

    @Override
    public Integer call() throws OperatorError {
        if (time != null && (!time.isPositive() || time.compareTo(LONGEST) > 0)) {
            throw new OperatorError(
                    ExitCode.USAGE, "--for: write a time from 1s to 365d, such as 2h");
        }
        return answer.show(
                ControlQuestion.of("pause", PoolWord.of(pool))
                        .with("for", time == null ? null : Math.max(1, time.toMillis())));
    }

    /// `kidreaper resume`: ends a pause.
    @Command(
            name = "resume",
            description = "Tells the daemon to recycle workers of a paused pool again.",
            mixinStandardHelpOptions = true)
    public static final class Resume implements Callable<Integer> {
        @Mixin private DaemonAnswer answer = new DaemonAnswer();

        @Parameters(index = "0", paramLabel = "POOL", description = "the pool")
        private String pool = "";

        @Override
        public Integer call() throws OperatorError {
            return answer.show(ControlQuestion.of("resume", PoolWord.of(pool)));
        }
    }
}
