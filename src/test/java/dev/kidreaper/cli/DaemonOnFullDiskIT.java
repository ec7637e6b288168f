package dev.kidreaper.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.kidreaper.testing.DaemonProcess;
import dev.kidreaper.testing.TestPool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The daemon starts on a disk without room, not even for SQLite's library, says so in its own
/// words, and comes back when there is room. Needs root.
class DaemonOnFullDiskIT {
    private static final int BLOCK = 4096;

    @TempDir private Path folder = Path.of("");
    private Path disk = Path.of("");

    @BeforeEach
    void mount() throws Exception {
        disk = Files.createDirectory(folder.resolve("state"));
        assumeTrue(
                run("mount", "-t", "tmpfs", "-o", "size=8m,mode=700", "kr-test", disk.toString()),
                "may not mount a disk");
    }

    @AfterEach
    void unmount() throws Exception {
        run("umount", "-l", disk.toString());
    }

    /// @param left so many blocks
    @ParameterizedTest
    @ValueSource(ints = {0, 70})
    void comesBack(int left) throws IOException {
        Path filler = fill(left);
        try (var pool = TestPool.start(1);
                var daemon =
                        DaemonProcess.start(
                                folder, "pid = %d\nobserve = true".formatted(pool.manager()))) {
            assertThat(daemon.logged("event=history-lost reason=")).hasSize(1);
            assertThat(daemon.status()).contains("in memory only");
            Files.delete(filler);
            TestPool.await(
                    "the disk: " + daemon.log(), () -> daemon.log().contains("event=history-back"));
            assertThat(daemon.status()).contains("on disk");
            assertThat(daemon.ask("events").out()).contains("event=pool-found");
            // Nothing but lines of its own, and of its configuration's warning.
            assertThat(daemon.log().lines())
                    .allMatch(l -> l.contains(" event=") || l.contains("warning: pid"));
            assertThat(daemon.log()).doesNotContain("Exception", "library-said");
        }
    }

    private Path fill(int left) throws IOException {
        Path filler = disk.resolve("filler");
        var block = new byte[BLOCK];
        try {
            while (true) {
                Files.write(filler, block, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            }
        } catch (IOException full) {
            try (var channel = Files.newByteChannel(filler, StandardOpenOption.WRITE)) {
                channel.truncate(Math.max(0, channel.size() - (long) left * BLOCK));
            }
        }
        return filler;
    }

    private static boolean run(String... command) throws Exception {
        return new ProcessBuilder(command).inheritIO().start().waitFor() == 0;
    }
}
