package dev.kidreaper.cli.daemon;

import dev.kidreaper.app.OperatorError;
import dev.kidreaper.app.control.ControlQuestion;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `kidreaper why`: why a worker was not recycled.
@Command(
        name = "why",
        description =
                "Says why a pool's workers, or one of them, were not recycled: what is missing to"
                        + " the limit, and what stands in the way. Of a pid that is no worker any"
                        + " more it says what is remembered.",
        mixinStandardHelpOptions = true)
public final class WhyCommand implements Callable<Integer> {
    @Mixin private DaemonAnswer answer = new DaemonAnswer();

    @Parameters(
            index = "0",
            paramLabel = "POOL[/PID]|PID",
            description = "the pool, or one of its workers")
    private String target = "";

    @Override
    public Integer call() throws OperatorError {
        return answer.show(ControlQuestion.of("why", PoolWord.of(target)));
    }

    /// `kidreaper reload`: has the daemon do what it does on HUP, and say what came of it.
    @Command(
            name = "reload",
            description =
                    "Tells the daemon to do what it does on HUP, and says what came of it: watch"
                            + " reads its configuration again, serve replaces all its workers, run"
                            + " has its manager reload.",
            mixinStandardHelpOptions = true)
    public static final class Reload implements Callable<Integer> {
        @Mixin private DaemonAnswer answer = new DaemonAnswer();

        @Override
        public Integer call() throws OperatorError {
            return answer.show(ControlQuestion.of("reload"));
        }
    }
}
