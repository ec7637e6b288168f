package dev.kidreaper.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A real program that runs beside a test: what it prints goes to a file, and it is ended by its
/// process id, its children with it.
public final class Program implements AutoCloseable {
    private static final Duration END_WITHIN = Duration.ofSeconds(5);

    private final Process process;
    private final Path log;

    private Program(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /// Starts it.
    ///
    /// @param log where its standard output and standard error go
    public static Program start(Path folder, Path log, List<String> command) {
        try {
            var builder = new ProcessBuilder(command).directory(folder.toFile());
            builder.redirectErrorStream(true).redirectOutput(log.toFile());
            builder.redirectInput(Path.of("/dev/null").toFile());
            return new Program(builder.start(), log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Its process id.
    public long pid() {
        return process.pid();
    }

    /// Whether it still runs.
    public boolean isAlive() {
        return process.isAlive();
    }

    /// The processes that it has forked and that have not exited.
    public List<ProcessHandle> children() {
        return process.children().filter(ProcessHandle::isAlive).toList();
    }

    /// What it has printed so far.
    public List<String> log() {
        try {
            return Files.readAllLines(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Waits for its end. Whether it came in time.
    public boolean awaitEnd(Duration longest) {
        try {
            return process.waitFor(longest.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Its exit code, once it has ended.
    public int exitCode() {
        return process.exitValue();
    }

    /// Asks it to end by TERM; ends it, and whatever of its children is left, by KILL when it does
    /// not.
    @Override
    public void close() {
        List<ProcessHandle> children = children();
        process.destroy();
        awaitEnd(END_WITHIN);
        process.destroyForcibly();
        children.forEach(ProcessHandle::destroyForcibly);
    }
}
