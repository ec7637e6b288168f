package dev.kidreaper.cli;

import dev.kidreaper.app.Daemon;
import dev.kidreaper.app.ExitCode;
import dev.kidreaper.app.HeapCare;
import dev.kidreaper.app.OperatorError;
import dev.kidreaper.app.Signals;
import dev.kidreaper.cli.daemon.ControlOptions;
import dev.kidreaper.linux.Child;
import dev.kidreaper.linux.OwnMemory;
import dev.kidreaper.model.RunSettings;
import dev.kidreaper.model.Settings;
import dev.kidreaper.model.Signal;
import dev.kidreaper.pool.gated.GatedPool;
import dev.kidreaper.pool.gated.OpenGate;
import dev.kidreaper.show.StatusJson;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `kidreaper run`: starts a preforking manager, whose workers are counted, weighed and recycled
/// between two requests.
@Command(
        name = "run",
        description =
                "Starts a preforking manager in the foreground. Each of its workers asks at a gate"
                        + " for its next connection: there it is counted, weighed, and asked to"
                        + " leave when it has reached a limit. HUP has the manager reload, TERM has"
                        + " it stop gracefully, each in its own way; the exit code is the"
                        + " manager's.",
        customSynopsis = "kidreaper run [OPTIONS] -- COMMAND ARG...",
        mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {
    /// By then all that is used often was used.
    private static final Duration SETTLED = Duration.ofSeconds(5);

    @Mixin private Options options = new Options();

    @Override
    public Integer call() throws OperatorError {
        RunSettings pool = options.settings();
        Path told = options.socket();
        Path socket = told == null ? ControlOptions.usual() : told;
        var settings = Settings.ofRun(pool, socket.toString());
        var signals = new Signals();
        try (var daemon =
                Daemon.start(
                        settings,
                        told == null,
                        ServeCommand.EndOrphans.afterDeath(),
                        Main.program("run", null))) {
            GatedPool running = daemon.running();
            signals.onOther(running::pass, daemon.log());
            daemon.onReload(question -> {
                Signal sent = running.reload();
                return sent == null
                        ? StatusJson.problem("the manager is not there yet, or has gone")
                        : StatusJson.done(
                                question.json(),
                                "reloading",
                                pool.name(),
                                "its manager reloads (%s)".formatted(sent));
            });
            var ready =
                    running.start()
                            .thenApply(problem -> {
                                if (problem == null) {
                                    daemon.log().say("event=ready pool=" + pool.name());
                                    signals.tell("READY=1");
                                    HeapCare.begin(SETTLED, RunCommand::giveBack);
                                }
                                return problem;
                            });
            var _ = running.managerEnded().thenRun(signals::ended); // It cannot fail.
            obey(signals, daemon, running);
            Child.End end = running.managerEnded().join();
            String problem = ready.join();
            // One that was stopped before it served ended as it was asked to.
            if (problem != null && !signals.stopAsked().isDone()) {
                throw new OperatorError(ExitCode.FAILED, problem);
            }
            daemon.log().say("event=ended how=\"%s\"".formatted(end.words()));
            return end.code();
        }
    }

    /// Gives back what the JVM needed for its start.
    static void giveBack() {
        OwnMemory.giveBackHeap();
        try {
            OwnMemory.giveBackFilePages();
        } catch (IOException e) {
            return; // Then it is kept: it does no harm.
        }
    }

    /// Does what is asked by signal, until the manager has ended.
    private static void obey(Signals signals, Daemon daemon, GatedPool running) {
        while (true) {
            switch (signals.next()) {
                case AGAIN -> {
                    Signal sent = running.reload();
                    daemon.log().say("event=reloading signal=" + (sent == null ? "none" : sent));
                }
                case STOP -> {
                    signals.tell("STOPPING=1");
                    daemon.log().say("event=stopping");
                    running.stop();
                }
                case ENDED -> {
                    return;
                }
            }
        }
    }

    /// The options of `kidreaper run`.
    static final class Options {
        @Option(names = "--name", paramLabel = "NAME", description = "its name (default: web)")
        private String name = "web";

        @Option(
                names = "--no-new-privs",
                description =
                        "renounce the rights of set-uid programs, so that the gate needs no root;"
                                + " COMMAND and all that it starts run so")
        private boolean renounce;

        @Option(
                names = "--socket",
                paramLabel = "FILE",
                description =
                        "the control socket, for commands such as status (default: as for watch)")
        private @Nullable Path socket;

        @Mixin private ServeLimitsOptions limits = new ServeLimitsOptions();
        @Mixin private PaceOptions.OfRun pace = new PaceOptions.OfRun();

        @Parameters(
                paramLabel = "COMMAND",
                arity = "0..*",
                description =
                        "after --: the manager's program, in the foreground, and its arguments")
        private List<String> command = List.of();

        @Nullable Path socket() {
            return socket;
        }

        /// The settings of the pool.
        RunSettings settings() throws OperatorError {
            try {
                return new RunSettings(
                        name,
                        command,
                        limits.limits(),
                        limits.maxRequests(),
                        limits.jitter(),
                        renounce,
                        RunSettings.Keeping.ENDS_WITH_IT,
                        pace.policy());
            } catch (IllegalArgumentException e) {
                throw new OperatorError(ExitCode.USAGE, String.valueOf(e.getMessage()));
            }
        }
    }

    /// `kidreaper let-all-in`: keeps the gate of a `run` open that was killed. That prepared the
    /// call.
    @Command(
            name = "let-all-in",
            description =
                    "Lets workers take connections whose run was killed; run arranges the call"
                            + " itself.",
            hidden = true)
    static final class LetAllIn implements Callable<Integer> {
        @Parameters(paramLabel = "POOL", description = "the pool's name")
        private String pool = "";

        @Parameters(paramLabel = "FILE", description = "in which the run wrote whom it had started")
        private Path ledger = Path.of("");

        @Override
        public Integer call() {
            return OpenGate.keep(ledger, this::tell) ? ExitCode.DONE : ExitCode.FAILED;
        }

        private void tell() {
            System.err.printf(
                    "pool=%s event=gate-left-open why=\"kidreaper has ended: requests go on,"
                            + " without limits, until it is started again\"%n",
                    pool);
        }
    }
}
