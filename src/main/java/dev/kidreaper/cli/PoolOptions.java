package dev.kidreaper.cli;

import dev.kidreaper.app.ExitCode;
import dev.kidreaper.app.OperatorError;
import dev.kidreaper.app.Session;
import dev.kidreaper.app.find.FpmPool;
import dev.kidreaper.app.find.NamedTarget;
import dev.kidreaper.config.ConfigFiles;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// TARGET: names the pool that a command works on.
final class PoolOptions {
    /// How a missing TARGET is described.
    static final String MISSING = "which pool: a pid, pidfile, unit or name";

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "TARGET",
            description =
                    "the pool: a pid, a pidfile, a systemd unit, a pool of the configuration, or a"
                            + " name that kidreaper ps shows, such as php8.2-fpm/www")
    private @Nullable String word;

    @Option(
            names = "--pid",
            paramLabel = "N",
            description = "the pid of the manager, the process that forks the workers")
    private @Nullable String pid;

    @Option(
            names = "--pidfile",
            paramLabel = "FILE",
            description = "the file in which the manager writes its pid")
    private @Nullable Path pidfile;

    @Option(
            names = "--fpm-pool",
            paramLabel = "NAME",
            description = "of php-fpm's pools only this one, such as www")
    private @Nullable String fpmPool;

    /// One for the parser to fill in.
    PoolOptions() {}

    /// One that has its words; null: it is not said.
    PoolOptions(@Nullable String word, @Nullable String pid, @Nullable String pidfile) {
        this.word = word;
        this.pid = pid;
        this.pidfile = pidfile == null ? null : Path.of(pidfile);
    }

    /// Whether a pool is named.
    boolean isNamed() {
        return word != null || pid != null || pidfile != null;
    }

    /// Finds the manager, and of its pools the one that is named.
    Session open() throws OperatorError {
        Session session = ofManager();
        return fpmPool == null ? session : FpmPool.of(session, fpmPool);
    }

    private Session ofManager() throws OperatorError {
        var named = new ArrayList<String>();
        add(named, "", word);
        add(named, "--pid ", pid);
        add(named, "--pidfile ", pidfile);
        if (named.size() > 1) {
            throw new OperatorError(
                    ExitCode.USAGE,
                    "one pool at a time, not %s: leave one out"
                            .formatted(String.join(" and ", named)));
        }
        if (pidfile != null) {
            return Session.of(pidfile);
        }
        if (pid != null) {
            return Session.of(pid(pid));
        }
        if (word == null) {
            throw new OperatorError(
                    ExitCode.USAGE, "say " + MISSING + " (kidreaper ps lists them)");
        }
        return new NamedTarget(ConfigFiles.usual()).open(word);
    }

    private static int pid(String text) throws OperatorError {
        try {
            return NamedTarget.pid(text);
        } catch (OperatorError e) {
            throw new OperatorError(ExitCode.USAGE, "--pid " + e.sentence());
        }
    }

    private static void add(List<String> to, String option, @Nullable Object value) {
        if (value != null) {
            to.add(option + value);
        }
    }
}
