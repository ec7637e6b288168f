package dev.kidreaper.cli;

import dev.kidreaper.app.Daemon;
import dev.kidreaper.app.ExitCode;
import dev.kidreaper.app.HeapCare;
import dev.kidreaper.app.OperatorError;
import dev.kidreaper.app.Signals;
import dev.kidreaper.config.ConfigResult;
import dev.kidreaper.linux.LinuxException;
import dev.kidreaper.linux.OwnMemory;
import dev.kidreaper.linux.Scheduling;
import dev.kidreaper.model.LogWord;
import dev.kidreaper.model.Settings;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `kidreaper watch`: the daemon that keeps every configured pool at a sane size.
@Command(
        name = "watch",
        description =
                "Keeps the pools of a configuration file at a sane size, and looks ahead, until"
                        + " TERM. HUP reads the file again; a wrong file changes nothing.",
        mixinStandardHelpOptions = true)
final class WatchCommand implements Callable<Integer> {
    /// How long memory stays unlocked: first the JVM gives back what it used for starting. It
    /// cannot give back locked memory.
    private static final Duration SETTLED = Duration.ofSeconds(8);

    @Mixin private ConfigOptions config = new ConfigOptions();

    @Override
    public Integer call() throws OperatorError {
        return switch (config.read()) {
            case ConfigResult.Rejected rejected -> ConfigOptions.exitCode(rejected);
            case ConfigResult.Loaded loaded -> watch(loaded.settings());
        };
    }

    private int watch(Settings settings) throws OperatorError {
        var signals = new Signals();
        try (var daemon = Daemon.start(settings, false, ServeCommand.EndOrphans.afterDeath())) {
            lowerOomScore(daemon);
            Thread.ofPlatform()
                    .name("memory")
                    .daemon()
                    .start(() -> {
                        lockMemory(daemon);
                        HeapCare.takeCare();
                    });
            daemon.awaitReady(true);
            int pools = settings.pools().size() + settings.served().size() + settings.run().size();
            daemon.say("event=ready pools=" + pools);
            signals.tell("READY=1");
            while (signals.next() == Signals.Asked.AGAIN) {
                if (config.read() instanceof ConfigResult.Loaded again) {
                    daemon.reload(again.settings());
                } else {
                    daemon.say("event=reload-refused why=\"the file is wrong: nothing changes\"");
                }
            }
            signals.tell("STOPPING=1");
            daemon.say("event=stopping");
        }
        return ExitCode.DONE;
    }

    /// Keeps the daemon from being swapped out: it is needed most when memory is short.
    private static void lockMemory(Daemon daemon) {
        try {
            Thread.sleep(SETTLED);
            Scheduling.lockMemory();
        } catch (InterruptedException e) {
            return; // Nobody interrupts it.
        } catch (LinuxException e) {
            daemon.say("event=memory-not-locked why=" + LogWord.of(e.sentence()));
        }
    }

    private static void lowerOomScore(Daemon daemon) {
        try {
            OwnMemory.lowerOomScore();
        } catch (IOException e) {
            daemon.say("event=oom-score-kept why=" + LogWord.of(String.valueOf(e.getMessage())));
        }
    }
}
