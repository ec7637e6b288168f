package dev.kidreaper.cli;

import dev.kidreaper.app.ExitCode;
import dev.kidreaper.config.ConfigResult;
import dev.kidreaper.config.SettingsFile;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/// The configuration file that a command works with.
final class ConfigOptions {
    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "the configuration file (default: /etc/kidreaper.toml)")
    private Path file = Path.of("/etc/kidreaper.toml");

    /// Reads the file, and prints all problems and warnings on standard error.
    ConfigResult read() {
        ConfigResult configResult = SettingsFile.read(file);
        switch (configResult) {
            case ConfigResult.Loaded loaded -> loaded.warnings().forEach(System.err::println);
            case ConfigResult.Rejected rejected -> rejected.problems().forEach(System.err::println);
        }
        return configResult;
    }

    /// The exit code of a command whose configuration file was rejected.
    static int exitCode(ConfigResult.Rejected rejected) {
        return rejected.notPermitted() ? ExitCode.NOT_PERMITTED : ExitCode.USAGE;
    }
}
