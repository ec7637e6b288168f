package dev.kidreaper.cli.fleet;

import dev.kidreaper.app.OperatorError;
import dev.kidreaper.cli.daemon.PermitReason;
import dev.kidreaper.config.ConfigFiles;
import dev.kidreaper.model.Manager;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Whether a command that recycles workers without a daemon waits for permits of the fleet.
public final class PermitOptions {
    @Mixin private PermitReason reason = new PermitReason();

    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            description =
                    "the configuration file with [fleet], if there is one (default:"
                            + " /etc/kidreaper/kidreaper.toml)")
    private @Nullable Path file;

    /// The permits of that manager's workers.
    public CommandPermits open(Manager manager) throws OperatorError {
        String said = reason.said();
        ConfigFiles files = ConfigFiles.of(file);
        return CommandPermits.of(files, manager, said);
    }
}
