package dev.kidreaper.cli;

import dev.kidreaper.app.ExitCode;
import dev.kidreaper.app.OperatorError;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `kidreaper status`: asks the daemon how its pools stand.
@Command(
        name = "status",
        description =
                "Shows how the daemon's pools stand: each worker's size, and when it will reach"
                        + " its limit.",
        mixinStandardHelpOptions = true)
final class StatusCommand implements Callable<Integer> {
    @Mixin private ControlOptions control = new ControlOptions();

    @Option(names = "--json", description = "answer in JSON on standard output")
    private boolean json;

    @Override
    public Integer call() throws OperatorError {
        System.out.println(control.ask(json ? "status json" : "status"));
        return ExitCode.DONE;
    }
}
