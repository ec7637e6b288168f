package dev.kidreaper.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// The worker of `pools/worker.c`, built on the real libfcgi once a run.
public final class CWorker {
    private static final Path SOURCE = Path.of("src/test/resources/pools/worker.c");
    private static final Path PROGRAM = Path.of("target/test-worker").toAbsolutePath();

    private CWorker() {}

    /// The program.
    public static synchronized Path program() {
        try {
            if (Files.exists(PROGRAM)
                    && Files.getLastModifiedTime(PROGRAM)
                                    .compareTo(Files.getLastModifiedTime(SOURCE))
                            > 0) {
                return PROGRAM;
            }
            return Compiled.from(SOURCE.toString(), PROGRAM, "-O2", "-lfcgi", "-lpthread");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
