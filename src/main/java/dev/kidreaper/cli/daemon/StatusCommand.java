package dev.kidreaper.cli.daemon;

import dev.kidreaper.app.OperatorError;
import dev.kidreaper.app.control.ControlQuestion;
import dev.kidreaper.cli.words.StandardOutput;
import dev.kidreaper.show.Paint;
import dev.kidreaper.show.Wrapped;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `kidreaper status`: asks the daemon how its pools stand.
@Command(
        name = "status",
        description =
                "Shows how the daemon's pools stand: each worker's size, and when it will reach"
                        + " its limit; of served pools also the requests.",
        mixinStandardHelpOptions = true)
public final class StatusCommand implements Callable<Integer> {
    @Mixin private DaemonAnswer answer = new DaemonAnswer();

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "POOL",
            description = "only this pool (default: all)")
    private @Nullable String pool;

    /// One for the parser to fill in.
    public StatusCommand() {}

    /// One that has its words.
    ///
    /// @param pool null: all
    /// @param socket null: the usual one
    public StatusCommand(@Nullable String pool, @Nullable String socket, boolean json) {
        this.pool = pool;
        this.answer = new DaemonAnswer(new ControlOptions(socket), json);
    }

    @Override
    public Integer call() throws OperatorError {
        return answer.show(
                pool == null
                        ? ControlQuestion.of("status")
                        : ControlQuestion.of("status", PoolWord.of(pool)),
                answer ->
                        Paint.ofTerminal().status(Wrapped.text(answer, StandardOutput.columns())));
    }
}
