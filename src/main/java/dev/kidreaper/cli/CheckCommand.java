package dev.kidreaper.cli;

import dev.kidreaper.app.ExitCode;
import dev.kidreaper.app.OperatorError;
import dev.kidreaper.app.find.FirstSettings;
import dev.kidreaper.app.find.LiveCheck;
import dev.kidreaper.config.ConfigResult;
import dev.kidreaper.model.PoolSettings;
import dev.kidreaper.model.Settings;
import dev.kidreaper.show.LiveText;
import dev.kidreaper.show.SettingsText;
import dev.kidreaper.show.StarterConfig;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `kidreaper check`: all that is wrong with a configuration file.
@Command(
        name = "check",
        description =
                "Reads a configuration file and lists all that is wrong with it, with line and"
                        + " column. If all is well, it says what the file asks for, a line for each"
                        + " pool. It looks at no process; with --live it also says what each pool"
                        + " comes to now.",
        mixinStandardHelpOptions = true)
final class CheckCommand implements Callable<Integer> {
    @Mixin private ConfigOptions config = new ConfigOptions();

    @Option(
            names = "--live",
            description =
                    "look at each pool: which manager it finds, how many workers, what its limit"
                            + " comes to, and which workers would go now; exit code 3 if a manager"
                            + " is not found")
    private boolean live;

    @Override
    public Integer call() {
        if (config.isBlank()) {
            return ExitCode.DONE;
        }
        return switch (config.read()) {
            case ConfigResult.Loaded loaded -> {
                System.out.println(SettingsText.pools(loaded.settings()));
                yield live ? live(loaded.settings()) : ExitCode.DONE;
            }
            case ConfigResult.Rejected rejected -> ConfigOptions.exitCode(rejected);
        };
    }

    private static int live(Settings settings) {
        var check = new LiveCheck();
        int code = ExitCode.DONE;
        for (PoolSettings pool : settings.pools()) {
            try {
                LiveCheck.Found found = check.look(pool);
                System.out.println(
                        LiveText.line(
                                pool, found.pool(), found.measure(), found.limit(), found.over()));
            } catch (OperatorError e) {
                System.out.println("now " + pool.name() + ": " + e.sentence());
                code = e.exitCode();
            }
        }
        return code;
    }

    /// `kidreaper init`: a first configuration for the pools that run.
    @Command(
            name = "init",
            description =
                    "Prints a configuration for the pools that run on this machine, with a"
                            + " suggested limit and its reason for each. All pools are only"
                            + " observed until you take observe = true out.",
            mixinStandardHelpOptions = true)
    static final class Init implements Callable<Integer> {
        @Override
        public Integer call() throws OperatorError {
            System.out.println(StarterConfig.of(FirstSettings.suggest()));
            return ExitCode.DONE;
        }
    }
}
