package dev.kidreaper.cli;

import dev.kidreaper.config.Reading;
import dev.kidreaper.linux.LinuxException;
import dev.kidreaper.linux.Notify;
import dev.kidreaper.linux.OwnMemory;
import dev.kidreaper.model.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jline.utils.Signals;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `kidreaper watch`: the daemon that keeps every configured pool at a sane size.
@Command(
        name = "watch",
        description =
                "Keeps the pools of a configuration file at a sane size, looking ahead, until TERM."
                        + " HUP reads the file again; a bad one changes nothing.",
        mixinStandardHelpOptions = true)
final class WatchCommand implements Callable<Integer> {
    private static final Path OOM_SCORE = Path.of("/proc/self/oom_score_adj");
    private static final long WATCHDOG_SECONDS = 5;

    /// Memory is locked only after the JVM has given back what starting took: what is locked, it
    /// cannot give back.
    private static final long SETTLED_NANOS = 8_000_000_000L;

    @Mixin private ConfigOptions config = new ConfigOptions();

    private final BlockingQueue<String> signals = new LinkedBlockingQueue<>();

    @Override
    public Integer call() throws Problem {
        return switch (config.read()) {
            case Reading.Rejected rejected -> ConfigOptions.exitCode(rejected);
            case Reading.Loaded loaded -> watch(loaded.settings());
        };
    }

    private int watch(Settings settings) throws Problem {
        for (String name : new String[] {"HUP", "TERM", "INT"}) {
            Signals.register(name, () -> signals.add(name));
        }
        try (var daemon = Daemon.start(settings)) {
            lowerOomScore(daemon);
            daemon.say("event=ready pools=" + settings.pools().size());
            tell("READY=1");
            serve(daemon);
            tell("STOPPING=1");
            daemon.say("event=stopping");
        }
        return ExitCode.DONE;
    }

    private void serve(Daemon daemon) {
        long start = System.nanoTime();
        boolean locked = false;
        while (true) {
            String signal = next();
            if (!locked && System.nanoTime() - start >= SETTLED_NANOS) {
                locked = true;
                lockMemory(daemon);
            }
            if ("HUP".equals(signal)) {
                if (config.read() instanceof Reading.Loaded again) {
                    daemon.reload(again.settings());
                } else {
                    daemon.say(
                            "event=reload-refused why=\"the file is wrong: all stays as it was\"");
                }
            } else if (signal != null) {
                return;
            }
            tell("WATCHDOG=1");
        }
    }

    private @Nullable String next() {
        try {
            return signals.poll(WATCHDOG_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            return "TERM";
        }
    }

    /// It is needed most when memory is short: not swapped out, and not the first to be killed.
    private static void lockMemory(Daemon daemon) {
        try {
            OwnMemory.lock();
        } catch (LinuxException e) {
            daemon.say("event=memory-not-locked why=\"" + e.sentence() + "\"");
        }
    }

    private static void lowerOomScore(Daemon daemon) {
        try {
            Files.writeString(OOM_SCORE, "-900");
        } catch (IOException e) {
            daemon.say("event=oom-score-kept why=\"" + e.getMessage() + "\"");
        }
    }

    private static void tell(String state) {
        String socket = System.getenv("NOTIFY_SOCKET");
        if (socket != null) {
            try {
                Notify.send(socket, state);
            } catch (LinuxException e) {
                return; // Who does not listen need not be told.
            }
        }
    }
}
