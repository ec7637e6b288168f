package dev.kidreaper.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The real program of this checkout, run to its end or started as an operator starts it.
///
/// @param exit its exit code
/// @param out what it wrote to standard output
/// @param err what it wrote to standard error
public record Kidreaper(int exit, String out, String err) {
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private static @Nullable String built;

    /// Sees that it is built and rehearsed, so that what is started next starts at once.
    public static void build() {
        jar();
    }

    /// The jar that it runs from.
    static synchronized String jar() {
        String jar = built;
        if (jar == null) {
            jar = end(start(List.of("./kidreaper", "--which-jar"))).out.strip();
            built = jar;
        }
        return jar;
    }

    /// Makes a copy of the program, as if installed: the checkout may be in a private folder.
    ///
    /// @param folder a new folder for it
    public static void install(Path folder) {
        String copy = "mkdir $1 && cp kidreaper $1 && cd ${0%/*} && cp -r kidreaper.jar lib $1";
        var ran = end(start(List.of("sh", "-c", copy, jar(), folder.toString())));
        if (ran.exit != 0) {
            throw new AssertionError(ran.err);
        }
    }

    /// Runs one command line to its end, in a process of the program that may have run others
    /// before. Tests of the launcher and of a process's own start and end use {@link #start}.
    public static Kidreaper run(String... args) {
        return CommandProcess.run(PATIENCE, args);
    }

    /// Runs one command line that may take longer than others.
    public static Kidreaper runWithin(Duration patience, String... args) {
        return CommandProcess.run(patience, args);
    }

    /// Starts one command line.
    public static Process start(String... args) {
        build();
        var command = new ArrayList<>(List.of("./kidreaper"));
        command.addAll(Arrays.asList(args));
        return start(command);
    }

    /// Starts any command.
    public static Process start(List<String> command) {
        try {
            return new ProcessBuilder(command).start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Waits for the end of a started one.
    public static Kidreaper end(Process process) {
        // A thread for each: the common pool may have a single one, and then one program that runs
        // for long would keep all others waiting.
        Executor readers = r -> Thread.ofPlatform().daemon().start(r);
        var out = CompletableFuture.supplyAsync(() -> text(process.getInputStream()), readers);
        var err = CompletableFuture.supplyAsync(() -> text(process.getErrorStream()), readers);
        try {
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("still running after " + PATIENCE);
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return new Kidreaper(process.exitValue(), out.join(), err.join());
    }

    private static String text(java.io.InputStream in) {
        try (in) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
