package dev.kidreaper.cli;

import dev.kidreaper.app.ExitCode;
import dev.kidreaper.app.FirstSettings;
import dev.kidreaper.app.OperatorError;
import dev.kidreaper.show.StarterConfig;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/// `kidreaper init`: a first configuration for the pools that run.
@Command(
        name = "init",
        description =
                "Prints a configuration for the pools that run on this machine, with a suggested"
                        + " limit and its reason for each. It changes nothing: all pools are only"
                        + " observed until you take observe = true out.",
        mixinStandardHelpOptions = true)
final class InitCommand implements Callable<Integer> {
    @Override
    public Integer call() throws OperatorError {
        System.out.println(StarterConfig.of(FirstSettings.suggest()));
        return ExitCode.DONE;
    }
}
