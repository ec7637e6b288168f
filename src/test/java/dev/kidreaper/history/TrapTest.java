package dev.kidreaper.history;

import static dev.kidreaper.history.Samples.*;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.testing.TestPool;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.InstantSource;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Something else where a history's database or its lock is to be. It is neither waited for nor
/// written to, and stays as it is.
@ResourceLock(LogLines.LOG)
class TrapTest extends InTrouble {
    @Timeout(60)
    @ParameterizedTest
    @ValueSource(strings = {"history.db", "history.lock"})
    void aPipeIsNotWaitedFor(String name) throws Exception {
        Path pipe = place(name);
        new ProcessBuilder("mkfifo", "-m", "600", pipe.toString()).start().waitFor();

        isNotUsed(pipe);
    }

    @Timeout(60)
    @ParameterizedTest
    @ValueSource(strings = {"history.db", "history.lock"})
    void aLinkIsNotFollowed(String name) throws Exception {
        Path precious = Files.writeString(parent.resolve("precious"), "precious");
        Files.setPosixFilePermissions(precious, PosixFilePermissions.fromString("rw-r--r--"));
        Path link = Files.createSymbolicLink(place(name), precious);

        isNotUsed(link);
        assertThat(precious).hasContent("precious");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(precious)))
                .isEqualTo("rw-r--r--");
    }

    private Path place(String name) throws Exception {
        Files.createDirectories(folder);
        return folder.resolve(name);
    }

    private void isNotUsed(Path trap) throws Exception {
        long begun = System.nanoTime();
        try (var history =
                LastingHistory.open(file(), BOOT, SMALL, InstantSource.system(), SHORT)) {
            assertThat(history.record(paused(0, "x"))).isEqualTo(Durability.IN_MEMORY);
            assertThat(Duration.ofNanos(System.nanoTime() - begun))
                    .isLessThan(Duration.ofSeconds(20));
            assertThat(log.all()).anyMatch(l -> l.contains("event=history-lost"));
            Files.delete(trap);
            TestPool.await("the disk", () -> history.condition() instanceof Condition.OnDisk);
        }
    }
}
