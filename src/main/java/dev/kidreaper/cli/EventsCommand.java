package dev.kidreaper.cli;

import dev.kidreaper.app.ExitCode;
import dev.kidreaper.app.OperatorError;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `kidreaper events`: asks the daemon what has happened.
@Command(
        name = "events",
        description = "Shows what has happened to the daemon's pools, oldest first.",
        mixinStandardHelpOptions = true)
final class EventsCommand implements Callable<Integer> {
    @Mixin private ControlOptions control = new ControlOptions();

    @Option(names = "--json", description = "answer in JSON on standard output")
    private boolean json;

    @Override
    public Integer call() throws OperatorError {
        System.out.println(control.ask(json ? "events json" : "events"));
        return ExitCode.DONE;
    }
}
