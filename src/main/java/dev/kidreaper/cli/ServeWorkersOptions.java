package dev.kidreaper.cli;

import dev.kidreaper.model.Listening;
import dev.kidreaper.model.ManagerTarget;
import dev.kidreaper.model.PhpProfiles;
import dev.kidreaper.model.PreforkCommand;
import dev.kidreaper.model.ProfileChoice;
import dev.kidreaper.model.ServeSettings;
import dev.kidreaper.model.ServeSettings.Source;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Where the workers of `kidreaper serve` come from.
final class ServeWorkersOptions {
    private static final int USUAL_WORKERS = 5;

    @Option(names = "--workers", paramLabel = "N", description = "how many workers (default: 5)")
    private @Nullable Integer workers;

    @Option(
            names = "--min-workers",
            paramLabel = "N",
            description = "how many workers at least (default: --workers)")
    private @Nullable Integer fewest;

    @Option(
            names = "--max-workers",
            paramLabel = "N",
            description = "how many workers at most, when requests wait (default: --workers)")
    private @Nullable Integer most;

    @Option(
            names = "--attach",
            paramLabel = "ADDR",
            description =
                    "the socket on which a manager's workers accept, a path or HOST:PORT; with"
                            + " --pidfile of one that runs, or a COMMAND that starts it")
    private @Nullable String attach;

    @Option(
            names = "--prefork",
            negatable = true,
            description =
                    "COMMAND is a manager that forks workers, which share memory: start it once."
                            + " Without this option its words decide")
    private @Nullable Boolean prefork;

    @Option(
            names = "--pidfile",
            paramLabel = "FILE",
            description = "the file in which that manager writes its pid")
    private @Nullable Path pidfile;

    @Option(
            names = "--fpm-pool",
            paramLabel = "NAME",
            description = "of php-fpm's pools only this one; --attach tells it already")
    private @Nullable String fpmPool;

    @Parameters(
            paramLabel = "COMMAND",
            arity = "0..*",
            description =
                    "after --: the program that each worker runs, or a manager of workers, and its"
                            + " arguments")
    private List<String> command = List.of();

    /// The source of the workers.
    ///
    /// @param place reads an address, or says what is wrong with it
    /// @throws IllegalArgumentException with a sentence that says what is allowed
    Source source(Function<String, Listening> place) {
        boolean starts = pidfile == null && !command.isEmpty();
        if (attach == null && fpmPool != null) {
            throw new IllegalArgumentException("--fpm-pool belongs to --attach: leave it out");
        }
        if (starts && isPrefork()) {
            refuseCounts();
            Listening accepts = attach == null ? null : place.apply(attach);
            return new Source.Prefork(command, accepts, profile());
        }
        if (attach == null && pidfile == null) {
            return spawned();
        }
        if (attach == null || pidfile == null || !command.isEmpty()) {
            throw new IllegalArgumentException(
                    "--attach ADDR goes with --pidfile FILE, or with a COMMAND that starts the"
                            + " manager, not with both");
        }
        if (prefork != null) {
            throw new IllegalArgumentException("--prefork belongs to a COMMAND: leave it out");
        }
        refuseCounts();
        return new Source.Attached(
                place.apply(attach),
                new ManagerTarget.ByPidfile(pidfile.toAbsolutePath().toString()),
                profile());
    }

    /// Whether COMMAND is a manager.
    private boolean isPrefork() {
        if (prefork != null) {
            return prefork;
        }
        return attach != null || PreforkCommand.why(command).isPresent();
    }

    private void refuseCounts() {
        if (workers != null || fewest != null || most != null) {
            throw new IllegalArgumentException(
                    "the manager decides how many workers there are: leave out --workers"
                            + (command.isEmpty() ? "" : ", or write --no-prefork"));
        }
    }

    private ProfileChoice profile() {
        return fpmPool == null
                ? new ProfileChoice.Recognised()
                : new ProfileChoice.Named(PhpProfiles.PHP_FPM.only(fpmPool).orElseThrow());
    }

    private Source spawned() {
        if (command.isEmpty()) {
            throw new IllegalArgumentException(
                    "no COMMAND: write -- and the program that each worker runs, or --attach ADDR"
                            + " --pidfile FILE");
        }
        int count = workers == null ? USUAL_WORKERS : workers;
        if (count < 1 || count > ServeSettings.MOST_WORKERS) {
            throw new IllegalArgumentException(
                    "--workers %d: write 1 to %d".formatted(count, ServeSettings.MOST_WORKERS));
        }
        int least = fewest != null ? fewest : most == null ? count : Math.min(count, most);
        return new Source.Spawned(command, least, most != null ? most : Math.max(count, least));
    }
}
