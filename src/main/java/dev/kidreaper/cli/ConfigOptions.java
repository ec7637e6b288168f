package dev.kidreaper.cli;

import dev.kidreaper.config.ConfigFiles;
import dev.kidreaper.config.ConfigProblem;
import dev.kidreaper.config.ConfigResult;
import dev.kidreaper.model.ForeignText;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The configuration file that a command works with.
final class ConfigOptions {
    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            description = {
                "the configuration file (default:",
                "/etc/kidreaper/kidreaper.toml, and more pools",
                "in /etc/kidreaper/conf.d/*.toml)"
            })
    private @Nullable Path file;

    /// The path of the file.
    String path() {
        return files().main().toString();
    }

    private ConfigFiles files() {
        return ConfigFiles.of(file);
    }

    /// Whether it says nothing yet, as the one that a package brings. Says so on standard error.
    boolean isBlank() {
        boolean blank = files().isBlank();
        if (blank) {
            System.err.printf(
                    "kidreaper: no pool yet: describe one in %s (kidreaper init > FILE suggests"
                            + " some)%n",
                    ForeignText.harmless(path()));
        }
        return blank;
    }

    /// Reads the file, and prints all problems and warnings on standard error.
    ConfigResult read() {
        return read(System.err::println, System.err::println);
    }

    /// Reads the file.
    ///
    /// @param wrong takes each problem for which it cannot be used
    /// @param doubtful takes each warning
    ConfigResult read(Consumer<String> wrong, Consumer<String> doubtful) {
        ConfigResult configResult = files().read();
        switch (configResult) {
            case ConfigResult.Loaded loaded -> say(loaded.warnings(), doubtful);
            case ConfigResult.Rejected rejected -> say(rejected.problems(), wrong);
        }
        return configResult;
    }

    private static void say(List<ConfigProblem> problems, Consumer<String> to) {
        problems.forEach(p -> to.accept(ForeignText.harmless(p.toString())));
    }
}
