package dev.kidreaper.testing;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// The kernel's tracefs, where most distributions mount it.
public final class Tracefs {
    private static final Path FOLDER = Path.of("/sys/kernel/tracing");

    private Tracefs() {}

    /// Mounts it unless it is. It stays: other tests may need it too. Where the kernel has none,
    /// the test is given up.
    public static synchronized void mount() {
        if (Files.exists(FOLDER.resolve("events"))) {
            return;
        }
        try {
            var mount = new ProcessBuilder("mount", "-t", "tracefs", "nodev", FOLDER.toString());
            mount.inheritIO().start().waitFor();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
        assumeTrue(Files.exists(FOLDER.resolve("events/syscalls/sys_exit_accept")), "no tracefs");
    }
}
