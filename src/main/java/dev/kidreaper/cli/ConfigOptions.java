package dev.kidreaper.cli;

import dev.kidreaper.config.ConfigFiles;
import dev.kidreaper.config.ConfigProblem;
import dev.kidreaper.config.ConfigResult;
import dev.kidreaper.model.ForeignText;
import java.nio.file.Path;
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
        ConfigResult configResult = files().read();
        switch (configResult) {
            case ConfigResult.Loaded loaded -> loaded.warnings().forEach(ConfigOptions::print);
            case ConfigResult.Rejected rejected ->
                    rejected.problems().forEach(ConfigOptions::print);
        }
        return configResult;
    }

    private static void print(ConfigProblem problem) {
        System.err.println(ForeignText.harmless(problem.toString()));
    }
}
