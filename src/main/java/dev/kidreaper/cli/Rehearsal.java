package dev.kidreaper.cli;

import dev.kidreaper.app.ExitCode;
import dev.kidreaper.linux.LinuxException;
import dev.kidreaper.linux.Pidfd;
import dev.kidreaper.model.Signal;
import java.io.File;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Timer;
import java.util.TimerTask;
import java.util.stream.Stream;

/// A run of the commands on ourselves that sends no signal. From it the JVM remembers what it loads
/// and links for them (its ahead-of-time cache). The launcher calls it after a build.
public final class Rehearsal {
    private static final long WATCHED_MILLIS = 3000;

    private Rehearsal() {}

    /// Rehearses.
    ///
    /// @param args `oneshot` for the 2007 interface alone, `daemon` for the daemon, anything else
    ///   for the other commands
    public static void main(String[] args) throws Exception {
        String self = Long.toString(ProcessHandle.current().pid());
        switch (args[0]) {
            case "oneshot" -> run(self, "1099511627776");
            case "daemon" -> watch(self);
            default -> commands(self);
        }
    }

    /// Runs the daemon, with ourselves as a pool that it only observes, until we send it TERM.
    private static void watch(String self) throws Exception {
        Path folder = Files.createTempDirectory("kidreaper-rehearsal");
        Path file = folder.resolve("kidreaper.toml");
        Files.writeString(
                file,
                """
                [[pool]]
                name = "rehearsal"
                pid = %s
                limit = "1T"
                observe = true
                [control]
                socket = "%s"
                [history]
                file = "%s"
                [web]
                listen = "off"
                """
                        .formatted(self, folder.resolve("socket"), folder.resolve("history.db")));
        var bell = new Timer("bell", true);
        bell.schedule(
                new TimerTask() {
                    @Override
                    public void run() {
                        try (var ourselves = Pidfd.open(Integer.parseInt(self))) {
                            ourselves.signal(Signal.TERM.number());
                        } catch (LinuxException e) {
                            throw new IllegalStateException(e);
                        }
                    }
                },
                WATCHED_MILLIS);
        try {
            run("watch", "--config", file.toString());
        } finally {
            try (Stream<Path> left = Files.walk(folder)) {
                left.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
            }
        }
    }

    private static void commands(String self) {
        var out = System.out;
        System.setOut(new PrintStream(OutputStream.nullOutputStream()));
        for (int i = 0; i < 3; i++) {
            run("ps", "--pid", self);
            run("ps");
            run("ps", "--pid", self, "--json");
            run("reap", "--pid", self, "--limit", "1T", "--json", "--signal", "TERM");
            run("restart", "--help");
        }
        System.setOut(out);
    }

    private static void run(String... args) {
        int code = Main.run(args);
        if (code != ExitCode.DONE) {
            throw new IllegalStateException("[BUG] rehearsal of " + String.join(" ", args));
        }
    }
}
