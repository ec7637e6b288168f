package dev.kidreaper.cli;

import dev.kidreaper.app.Daemon;
import dev.kidreaper.app.ExitCode;
import dev.kidreaper.app.LastResort;
import dev.kidreaper.app.OperatorError;
import dev.kidreaper.app.Signals;
import dev.kidreaper.model.LogWord;
import dev.kidreaper.model.RecycleCause;
import dev.kidreaper.model.ServeSettings;
import dev.kidreaper.model.Settings;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `kidreaper serve`: the FastCGI process manager and router.
@Command(
        name = "serve",
        description =
                "Holds a FastCGI socket and hands each request to one worker. Replaces a worker"
                        + " between two requests, for its size, its requests or its age. HUP"
                        + " replaces all workers, one by one; TERM lets every request end.",
        synopsisHeading = "%nUsage: ",
        customSynopsis = {
            "kidreaper serve --listen ADDR [OPTIONS] -- COMMAND ARG...",
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
        try (var daemon = Daemon.start(settings, told == null, EndOrphansCommand.words())) {
            daemon.awaitReady(false);
            String place = LogWord.of(pool.listening().toString());
            daemon.say("event=ready pool=%s listen=%s".formatted(LogWord.of(pool.name()), place));
            signals.tell("READY=1");
            while (signals.next() == Signals.Asked.AGAIN) {
                daemon.say("event=restarting workers=" + daemon.replaceAll(RecycleCause.RESTART));
            }
            signals.tell("STOPPING=1");
            daemon.say("event=stopping");
        }
        LastResort.endSoon();
        return ExitCode.DONE;
    }
}
