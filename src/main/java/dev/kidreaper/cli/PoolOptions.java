package dev.kidreaper.cli;

import dev.kidreaper.app.ExitCode;
import dev.kidreaper.app.FpmPool;
import dev.kidreaper.app.OperatorError;
import dev.kidreaper.app.Session;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/// TARGET: names the pool that a command works on.
final class PoolOptions {
    @ArgGroup(exclusive = true, multiplicity = "1", heading = "TARGET is one of:%n")
    private @Nullable Choice choice;

    private static final class Choice {
        @Option(
                names = "--pid",
                paramLabel = "N",
                description = "the pid of the manager, the process that forks the workers")
        private @Nullable Integer pid;

        @Option(
                names = "--pidfile",
                paramLabel = "FILE",
                description = "the file in which the manager writes its pid")
        private @Nullable Path pidfile;
    }

    @Option(
            names = "--fpm-pool",
            paramLabel = "NAME",
            description = "of php-fpm's pools only this one, such as www")
    private @Nullable String fpmPool;

    /// Finds the manager, and of its pools the one that is named.
    Session open() throws OperatorError {
        Session session = ofManager();
        return fpmPool == null ? session : FpmPool.of(session, fpmPool);
    }

    private Session ofManager() throws OperatorError {
        if (choice != null && choice.pid != null) {
            if (choice.pid <= 0) {
                throw new OperatorError(
                        ExitCode.USAGE, "--pid " + choice.pid + ": a pid is a positive number");
            }
            return Session.of(choice.pid);
        }
        if (choice != null && choice.pidfile != null) {
            return Session.of(choice.pidfile);
        }
        throw new IllegalStateException("[BUG] the parser let a command without TARGET through");
    }
}
