package dev.kidreaper.cli;

import dev.kidreaper.app.Daemon;
import dev.kidreaper.app.ExitCode;
import dev.kidreaper.app.OperatorError;
import dev.kidreaper.app.ServedPools;
import dev.kidreaper.app.Signals;
import dev.kidreaper.cli.daemon.ControlOptions;
import dev.kidreaper.model.LogWord;
import dev.kidreaper.model.RecycleCause;
import dev.kidreaper.model.ServeSettings;
import dev.kidreaper.model.Settings;
import dev.kidreaper.pool.started.OrphanCleanup;
import dev.kidreaper.show.StatusJson;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `kidreaper serve`: the FastCGI process manager and router.
@Command(
        name = "serve",
        description =
                "Holds a FastCGI socket and hands each request to one worker. Replaces a worker"
                        + " between two requests, for its size, its requests or its age. A COMMAND"
                        + " that is a manager of workers is started once, and any other one for"
                        + " each worker. HUP replaces all workers, one by one; TERM lets every"
                        + " request end.",
        customSynopsis = {
            "kidreaper serve --listen ADDR [OPTIONS] -- COMMAND ARG...",
            "       kidreaper serve --listen ADDR [OPTIONS] --attach ADDR -- COMMAND ARG...",
            "       kidreaper serve --listen ADDR [OPTIONS] --attach ADDR --pidfile FILE"
        },
        mixinStandardHelpOptions = true)
final class ServeCommand implements Callable<Integer> {
    @Mixin private ServeOptions options = new ServeOptions();

    @Override
    public Integer call() throws OperatorError {
        ServeSettings pool = options.settings();
        Path told = options.socket();
        Path socket = told == null ? ControlOptions.usual() : told;
        var settings = new Settings(List.of(), List.of(pool), socket.toString(), null, null);
        var signals = new Signals();
        try (var daemon =
                Daemon.start(
                        settings,
                        told == null,
                        EndOrphans.afterDeath(),
                        Main.program("serve", null))) {
            daemon.onReload(question ->
                    StatusJson.done(
                            question.json(),
                            "restarting",
                            pool.name(),
                            "%d workers are replaced, one by one"
                                    .formatted(daemon.replaceAll(RecycleCause.RESTART))));
            signals.onOther(_ -> Signals.MEANS_NOTHING, daemon.log());
            daemon.awaitReady(false, signals.stopAsked());
            if (!signals.stopAsked().isDone()) {
                String place = LogWord.of(pool.listening().toString());
                daemon.log()
                        .say(
                                "event=ready pool=%s listen=%s"
                                        .formatted(LogWord.of(pool.name()), place));
                signals.tell("READY=1");
            }
            while (signals.next() == Signals.Asked.AGAIN) {
                daemon.log()
                        .say("event=restarting workers=" + daemon.replaceAll(RecycleCause.RESTART));
            }
            signals.tell("STOPPING=1");
            daemon.log().say("event=stopping");
        }
        return ExitCode.DONE;
    }

    /// `kidreaper end-orphans`: ends the workers of a `serve` that was killed. That prepared the
    /// call.
    @Command(
            name = "end-orphans",
            description =
                    "Ends the workers that a killed serve left behind; serve arranges the call"
                            + " itself.",
            hidden = true)
    static final class EndOrphans implements Callable<Integer> {
        /// How long the end of `serve` may take: the call comes at that moment.
        private static final Duration GRACE = Duration.ofSeconds(5);

        @Parameters(paramLabel = "FOLDER", description = "the folder with their sockets")
        private Path folder = Path.of("");

        @Override
        public Integer call() {
            OrphanCleanup.end(folder, GRACE);
            return ExitCode.DONE;
        }

        /// The command lines of what is done when we are killed.
        static ServedPools.AfterDeath afterDeath() {
            return new ServedPools.AfterDeath(words("end-orphans"), words("let-all-in"));
        }

        /// The command line that calls one of our hidden commands.
        private static List<String> words(String command) {
            return List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx16m",
                    "-XX:+UseSerialGC",
                    "-XX:TieredStopAtLevel=1",
                    "-Xlog:disable",
                    "--enable-native-access=ALL-UNNAMED",
                    "-cp",
                    System.getProperty("java.class.path"),
                    Main.class.getName(),
                    command);
        }
    }
}
