package dev.kidreaper.cli;

import dev.kidreaper.app.ExitCode;
import dev.kidreaper.app.OperatorError;
import dev.kidreaper.config.Permissions;
import dev.kidreaper.model.Durations;
import dev.kidreaper.model.ListenAddress;
import dev.kidreaper.model.Listening;
import dev.kidreaper.model.RecyclePolicy;
import dev.kidreaper.model.ServeSettings;
import dev.kidreaper.model.ServeSettings.Handing;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// The options of `kidreaper serve`.
final class ServeOptions {
    @Option(
            names = "--listen",
            paramLabel = "ADDR",
            description =
                    "where web servers find it: a path, HOST:PORT, or - for the socket that systemd"
                            + " passes as descriptor 0")
    private @Nullable String listen;

    @Option(
            names = "--mode",
            paramLabel = "MODE",
            description = "the permissions of a socket with a path (default: 660)")
    private String mode = "660";

    @Option(
            names = "--owner",
            paramLabel = "USER[:GROUP]",
            description = "the owner of a socket with a path")
    private @Nullable String owner;

    @Option(names = "--name", paramLabel = "NAME", description = "the pool's name (default: web)")
    private String name = "web";

    @Option(
            names = "--surge",
            paramLabel = "N",
            description =
                    "how many extra workers may run while some are replaced (default: 1); 0: the"
                            + " old one leaves first")
    private int surge = 1;

    @Option(
            names = "--request-timeout",
            paramLabel = "DUR",
            description =
                    "answer 504 to a request that takes longer; its worker gets TERM, and KILL 5 s"
                            + " later (default: never)")
    private @Nullable Duration requestTimeout;

    @Option(
            names = "--queue",
            paramLabel = "N",
            description = "how many requests may wait for a worker (default: 1024); more get 503")
    private int queue = Handing.USUAL.mostWaiting();

    @Option(
            names = "--queue-timeout",
            paramLabel = "DUR",
            description =
                    "how long a request may wait for a worker before it gets 503 (default: 30s)")
    private Duration queueTimeout = Handing.USUAL.waitAtMost();

    @Option(
            names = "--connections",
            paramLabel = "N",
            description = "how many connections web servers may have open (default: 1024)")
    private int connections = Handing.USUAL.mostClients();

    @Option(
            names = "--spread",
            description = "use the worker that has been idle longest, not the one that served last")
    private boolean spread;

    @Option(
            names = "--stop-within",
            paramLabel = "DUR",
            description = "how long a stop waits for requests to end (default: 30s)")
    private Duration stopWithin = Duration.ofSeconds(30);

    @Option(
            names = "--kill-after",
            paramLabel = "DUR",
            description = "send KILL to a worker that has no request and has not left by then")
    private @Nullable Duration killAfter;

    @Option(
            names = "--socket",
            paramLabel = "FILE",
            description = "the control socket, for commands such as status (default: as for watch)")
    private @Nullable Path socket;

    @Mixin private ServeLimitsOptions limits = new ServeLimitsOptions();

    @Mixin private ServeWorkersOptions source = new ServeWorkersOptions();

    @Nullable Path socket() {
        return socket;
    }

    /// The settings of the pool.
    ServeSettings settings() throws OperatorError {
        try {
            ServeSettings.Source workers = source.source(ServeOptions::address);
            return new ServeSettings(
                    name,
                    listening(),
                    workers,
                    limits.limits(),
                    limits.maxRequests(),
                    limits.jitter(),
                    surge,
                    new Handing(spread, queue, queueTimeout, requestTimeout, connections),
                    stopWithin,
                    policy(workers));
        } catch (IllegalArgumentException e) {
            throw usage(String.valueOf(e.getMessage()));
        }
    }

    /// The deadline is for a manager's workers: those that we start have none.
    private RecyclePolicy policy(ServeSettings.Source workers) {
        RecyclePolicy usual = workers.usualPolicy();
        Duration deadline = usual.pace().deadline();
        boolean spawned = workers instanceof ServeSettings.Source.Spawned;
        if (!spawned && killAfter != null && killAfter.compareTo(deadline) < 0) {
            throw new IllegalArgumentException(
                    "--kill-after %s is before the deadline (%s): write a longer time"
                            .formatted(Durations.words(killAfter), Durations.words(deadline)));
        }
        return usual.killAfter(killAfter);
    }

    private Listening listening() throws OperatorError {
        if (listen == null) {
            throw usage("no --listen: write a path, HOST:PORT, or - for descriptor 0");
        }
        if (listen.equals("-")) {
            return new Listening.Inherited();
        }
        return switch (address(listen)) {
            case Listening.OnPath place -> new Listening.OnPath(place.path(), permissions(), owner);
            case Listening.OnPort place -> place;
            case Listening.Inherited place -> place;
        };
    }

    private static Listening address(String text) {
        if (text.contains("/")) {
            return new Listening.OnPath(absolute(text), Listening.OnPath.USUAL_MODE, null);
        }
        try {
            return new Listening.OnPort(ListenAddress.parse(text));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "'%s' is not an address: write a path with a /, or HOST:PORT".formatted(text),
                    e);
        }
    }

    private static String absolute(String path) {
        try {
            return Path.of(path).toAbsolutePath().normalize().toString();
        } catch (InvalidPathException e) {
            return path; // Some of its characters are not in the locale: it goes as it is written.
        }
    }

    private String permissions() throws OperatorError {
        try {
            return Permissions.parse(mode);
        } catch (IllegalArgumentException e) {
            throw usage("--mode " + e.getMessage());
        }
    }

    private static OperatorError usage(String sentence) {
        return new OperatorError(ExitCode.USAGE, sentence);
    }
}
