package dev.kidreaper.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The real command, run as an operator would from the root of the checkout.
public final class Kidreaper {
    private static final Path COMMAND = Path.of("kidreaper").toAbsolutePath();

    private Kidreaper() {}

    /// What one run of the command came to.
    public record Answer(int exitCode, String out, String err) {
        /// Its standard output as JSON.
        public JsonValue json() {
            return JsonValue.parse(out);
        }
    }

    /// Runs it to its end.
    ///
    /// @throws AssertionError when it takes longer than that
    public static Answer run(Duration longest, String... arguments) {
        var command = new ArrayList<>(List.of(COMMAND.toString()));
        command.addAll(List.of(arguments));
        Path out = null;
        Path err = null;
        try {
            out = Files.createTempFile("kidreaper", ".out");
            err = Files.createTempFile("kidreaper", ".err");
            var builder = new ProcessBuilder(command).redirectInput(Path.of("/dev/null").toFile());
            var process = builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
            if (!process.waitFor(longest.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
                throw new AssertionError(
                        "not done within %s: %s\n%s"
                                .formatted(longest, command, Files.readString(err)));
            }
            return new Answer(process.exitValue(), Files.readString(out), Files.readString(err));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        } finally {
            delete(out);
            delete(err);
        }
    }

    private static void delete(@Nullable Path file) {
        try {
            if (file != null) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
