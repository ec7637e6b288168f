package dev.kidreaper.cli;

import dev.kidreaper.app.ExitCode;
import dev.kidreaper.config.ConfigResult;
import dev.kidreaper.show.SettingsText;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `kidreaper check`: all that is wrong with a configuration file.
@Command(
        name = "check",
        description =
                "Reads a configuration file and lists all that is wrong with it, with line and"
                        + " column. If all is well, it says what the file asks for, a line for each"
                        + " pool. It looks at no process.",
        mixinStandardHelpOptions = true)
final class CheckCommand implements Callable<Integer> {
    @Mixin private ConfigOptions config = new ConfigOptions();

    @Override
    public Integer call() {
        return switch (config.read()) {
            case ConfigResult.Loaded loaded -> {
                System.out.println(SettingsText.pools(loaded.settings()));
                yield ExitCode.DONE;
            }
            case ConfigResult.Rejected rejected -> ConfigOptions.exitCode(rejected);
        };
    }
}
