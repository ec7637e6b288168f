package dev.kidreaper.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/// A real `kidreaper watch` on one pool, whose files are in a folder of the caller's.
public final class DaemonProcess implements AutoCloseable, Logging {
    private final Path folder;
    private final Process process;

    private DaemonProcess(Path folder, Process process) {
        this.folder = folder;
        this.process = process;
    }

    /// Starts one and waits until it has found its pool.
    ///
    /// @param pool the lines of its `[[pool]]`, but for the name
    public static DaemonProcess start(Path folder, String pool) {
        var daemonProcess = begin(folder, pool);
        TestPool.await(
                () -> "its pool: " + daemonProcess.log(),
                () -> daemonProcess.log().contains("event=pool-found"));
        return daemonProcess;
    }

    /// Starts one.
    public static DaemonProcess begin(Path folder, String pool) {
        return begin(folder, List.of(), pool);
    }

    /// Starts one by another program.
    ///
    /// @param by that program and its arguments, such as one that takes rights away
    public static DaemonProcess begin(Path folder, List<String> by, String pool) {
        Kidreaper.build();
        try {
            Path file = folder.resolve("kidreaper.toml");
            Files.writeString(
                    file,
                    """
                    [[pool]]
                    name = "pool"
                    %s
                    [control]
                    socket = "%s"
                    [history]
                    file = "%s"
                    [web]
                    listen = "off"
                    """
                            .formatted(pool, socket(folder), folder.resolve("state/history.db")));
            var command = new ArrayList<>(by);
            command.addAll(List.of("./kidreaper", "watch", "--config", file.toString()));
            var builder = new ProcessBuilder(command);
            builder.redirectErrorStream(true).redirectOutput(folder.resolve("watch.log").toFile());
            return new DaemonProcess(folder, builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Its control socket.
    public static Path socket(Path folder) {
        return folder.resolve("control.sock");
    }

    public long pid() {
        return process.pid();
    }

    /// What it has said of itself.
    @Override
    public String log() {
        return TestPool.read(folder.resolve("watch.log"));
    }

    /// The lines of its log that match.
    public List<MatchResult> logged(String regex) {
        return Pattern.compile(regex).matcher(log()).results().toList();
    }

    /// Its status as JSON.
    public String status() {
        return ask("status", "--json").out();
    }

    /// Runs a command that talks to it.
    public Kidreaper ask(String... words) {
        var line = new ArrayList<>(List.of(words));
        line.addAll(List.of("--socket", socket(folder).toString()));
        return Kidreaper.run(line.toArray(String[]::new));
    }

    /// Waits until its status has that part.
    public void await(String part) {
        TestPool.await(part, () -> status().contains(part));
    }

    /// Ends it by TERM, which it must obey.
    ///
    /// @return how long that took
    public Duration stop() {
        long start = System.nanoTime();
        TestPool.kill("TERM", process.pid());
        try {
            if (!process.waitFor(Duration.ofSeconds(5))) {
                process.destroyForcibly();
                throw new AssertionError("it did not end at TERM\n" + log());
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return Duration.ofNanos(System.nanoTime() - start);
    }

    /// Ends it by KILL, which it cannot notice.
    public void kill() {
        process.toHandle().destroyForcibly();
        process.onExit().join();
    }

    @Override
    public void close() {
        if (process.isAlive()) {
            stop();
        }
    }
}
