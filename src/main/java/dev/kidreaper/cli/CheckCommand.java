package dev.kidreaper.cli;

import dev.kidreaper.app.ExitCode;
import dev.kidreaper.app.OperatorError;
import dev.kidreaper.app.find.FirstSettings;
import dev.kidreaper.app.find.LiveCheck;
import dev.kidreaper.app.find.StartedManager;
import dev.kidreaper.cli.fleet.BudgetCheck;
import dev.kidreaper.config.ConfigResult;
import dev.kidreaper.model.PoolSettings;
import dev.kidreaper.model.RunSettings;
import dev.kidreaper.model.Settings;
import dev.kidreaper.show.LiveText;
import dev.kidreaper.show.SettingsText;
import dev.kidreaper.show.StarterConfig;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
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

    @Option(names = "--json", description = "print JSON on standard output")
    private boolean json;

    @Override
    public Integer call() {
        if (config.isBlank()) {
            if (json) {
                System.out.println(
                        CheckJson.of(List.of(), List.of(), Map.of(), Map.of(), List.of()));
            }
            return ExitCode.DONE;
        }
        ConfigResult result = config.read();
        return switch (result) {
            case ConfigResult.Loaded loaded -> {
                Map<String, String> lines = SettingsText.byName(loaded.settings());
                Map<String, CheckJson.Live> found = live ? look(loaded.settings()) : Map.of();
                BudgetCheck budget =
                        live && loaded.settings().fleet() != null
                                ? BudgetCheck.of(loaded.settings())
                                : new BudgetCheck(List.of(), true);
                if (json) {
                    System.out.println(
                            CheckJson.of(
                                    List.of(), loaded.warnings(), lines, found, budget.words()));
                } else {
                    lines.values().forEach(System.out::println);
                    loaded.settings().pools().forEach(p -> say(p, found.get(p.name())));
                    loaded.settings().run().forEach(p -> say(p.watched(0), found.get(p.name())));
                    budget.words().forEach(w -> System.out.println("now [fleet]: " + w));
                }
                yield found.values().stream()
                        .mapToInt(CheckJson.Live::exitCode)
                        .filter(code -> code != ExitCode.DONE)
                        .reduce(
                                budget.answered() ? ExitCode.DONE : ExitCode.FAILED,
                                (_, last) -> last);
            }
            case ConfigResult.Rejected rejected -> {
                if (json) {
                    System.out.println(
                            CheckJson.of(
                                    rejected.problems(), List.of(), Map.of(), Map.of(), List.of()));
                }
                yield ExitCode.of(rejected);
            }
        };
    }

    private static Map<String, CheckJson.Live> look(Settings settings) {
        var check = new LiveCheck();
        var found = new LinkedHashMap<String, CheckJson.Live>();
        for (PoolSettings pool : settings.pools()) {
            found.put(pool.name(), look(check, pool));
        }
        for (RunSettings pool : settings.run()) {
            var started = StartedManager.of(pool, Path.of(settings.controlSocket()));
            found.put(
                    pool.name(),
                    started.pid() > 0
                            ? look(check, pool.watched(started.pid()))
                            : new CheckJson.Live(null, started.why(), started.exitCode()));
        }
        return found;
    }

    private static CheckJson.Live look(LiveCheck check, PoolSettings pool) {
        try {
            return CheckJson.Live.of(check.look(pool));
        } catch (OperatorError e) {
            return CheckJson.Live.of(e);
        }
    }

    private static void say(PoolSettings pool, CheckJson.@Nullable Live live) {
        if (live == null) {
            return;
        }
        LiveCheck.Found found = live.found();
        System.out.println(
                found == null
                        ? "now " + pool.name() + ": " + live.problem()
                        : LiveText.line(
                                pool, found.pool(), found.measure(), found.limit(), found.over()));
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
        @Option(names = "--json", description = "print JSON on standard output")
        private boolean json;

        @Option(
                names = "--history",
                paramLabel = "FILE",
                description =
                        "the history of a daemon that has kept these pools before (default:"
                                + " /var/lib/kidreaper/history.db, if it is there)")
        private Path history = Path.of(Settings.DEFAULT_HISTORY);

        @Override
        public Integer call() throws OperatorError {
            FirstSettings.Suggested first = FirstSettings.suggest(history);
            System.out.println(
                    json
                            ? CheckJson.of(first.pools(), first.leftOut())
                            : StarterConfig.of(first.pools(), first.leftOut()));
            return ExitCode.DONE;
        }
    }
}
