package dev.kidreaper.cli;

import dev.kidreaper.app.ExitCode;
import dev.kidreaper.app.OperatorError;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `kidreaper recycle`: has the daemon recycle workers now, whatever their size.
@Command(
        name = "recycle",
        description =
                "Tells the daemon to recycle a pool's workers, or one of them, as soon as the pace"
                        + " allows.",
        mixinStandardHelpOptions = true)
final class RecycleCommand implements Callable<Integer> {
    @Mixin private ControlOptions control = new ControlOptions();

    @Parameters(
            index = "0",
            paramLabel = "POOL[/PID]",
            description = "the pool, or one of its workers")
    private String target = "";

    @Override
    public Integer call() throws OperatorError {
        if (target.isBlank() || target.contains(" ") || target.length() > 100) {
            throw new OperatorError(
                    ExitCode.USAGE, "'" + target + "' is not a pool: write POOL or POOL/PID");
        }
        String answer = control.ask("recycle " + target);
        System.out.println(answer);
        return answer.startsWith("{\"problem\"") ? ExitCode.FAILED : ExitCode.DONE;
    }
}
