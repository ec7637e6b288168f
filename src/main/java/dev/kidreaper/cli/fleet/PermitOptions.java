package dev.kidreaper.cli.fleet;

import dev.kidreaper.app.ExitCode;
import dev.kidreaper.app.OperatorError;
import dev.kidreaper.config.ConfigFiles;
import dev.kidreaper.model.Manager;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Whether a command that recycles workers without a daemon waits for permits of the fleet.
public final class PermitOptions {
    private static final int LONGEST_WHY = 200;

    @Option(
            names = "--without-permit",
            paramLabel = "REASON",
            description =
                    "recycle now even if the fleet's budget is used up or frozen ([fleet]); the"
                            + " reason is logged, and shown by fleet status")
    private @Nullable String reason;

    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            description =
                    "the configuration file with [fleet], if there is one (default:"
                            + " /etc/kidreaper/kidreaper.toml)")
    private @Nullable Path file;

    /// The permits of that manager's workers.
    public CommandPermits open(Manager manager) throws OperatorError {
        if (reason != null && (reason.isBlank() || reason.length() > LONGEST_WHY)) {
            throw new OperatorError(
                    ExitCode.USAGE,
                    "--without-permit: write 1 to %d characters".formatted(LONGEST_WHY));
        }
        ConfigFiles files = ConfigFiles.of(file);
        return CommandPermits.of(files, manager, reason);
    }
}
