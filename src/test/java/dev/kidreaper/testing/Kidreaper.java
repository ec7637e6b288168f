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
import java.util.concurrent.TimeUnit;

/// The real `./kidreaper` of this checkout, run as an operator runs it.
///
/// @param exit its exit code
/// @param out what it wrote to standard output
/// @param err what it wrote to standard error
public record Kidreaper(int exit, String out, String err) {
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private static boolean built;

    /// Sees that it is built and rehearsed, so that what is started next starts at once.
    public static synchronized void build() {
        if (!built) {
            end(start(List.of("./kidreaper", "--version")));
            built = true;
        }
    }

    /// Makes a copy of the program, as if installed: the checkout may be in a private folder.
    ///
    /// @param folder a new folder for it
    public static void install(Path folder) {
        String jar = run("--which-jar").out().strip();
        String copy = "mkdir $1 && cp kidreaper $1 && cd ${0%/*} && cp -r kidreaper.jar lib $1";
        var ran = end(start(List.of("sh", "-c", copy, jar, folder.toString())));
        if (ran.exit != 0) {
            throw new AssertionError(ran.err);
        }
    }

    /// Runs one command line to its end.
    public static Kidreaper run(String... args) {
        return end(start(args));
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
        var out = CompletableFuture.supplyAsync(() -> text(process.getInputStream()));
        var err = CompletableFuture.supplyAsync(() -> text(process.getErrorStream()));
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
