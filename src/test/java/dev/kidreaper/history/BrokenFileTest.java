package dev.kidreaper.history;

import static dev.kidreaper.history.Samples.*;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.model.Event;
import dev.kidreaper.testing.TestPool;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

/// A history whose file holds something else than it was given.
@ResourceLock(LogLines.LOG)
class BrokenFileTest extends InTrouble {
    @Test
    void aFileOfRandomBytesIsMovedAside() throws Exception {
        Files.createDirectories(
                folder,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        byte[] noise = noise(50_000);
        Files.write(file(), noise);
        try (var history = open()) {
            assertThat(history.record(paused(0, "x"))).isEqualTo(Durability.ON_DISK);
        }
        assertThat(log.have("event=history-broken reason=")).isTrue();
        Path aside = folder.resolve(broken().getFirst());
        assertThat(Files.readAllBytes(aside)).isEqualTo(noise);
    }

    @Test
    void aFileThatWasCutShortIsMovedAside() throws Exception {
        try (var history = open()) {
            for (int i = 0; i < 90; i++) {
                history.record(paused(i, "x".repeat(500)));
            }
        }
        byte[] whole = Files.readAllBytes(file());
        for (int length : List.of(whole.length / 2, 4096, 50)) {
            Files.write(file(), Arrays.copyOf(whole, length));
            try (var history = open()) {
                assertThat(history.record(paused(0, "y"))).isEqualTo(Durability.ON_DISK);
                assertThat(history.events(null, Instant.EPOCH, 10)).hasSize(1);
            }
        }
        assertThat(broken()).hasSize(3);
        // The oldest goes when there is one more.
        Files.write(file(), new byte[5000]);
        open().close();
        assertThat(broken()).hasSize(3);
    }

    @Test
    void aFileThatBreaksWhileItIsOpenIsReplacedAndFilledFromMemory() throws Exception {
        try (var history = open(Bounds.DEFAULT)) {
            for (int i = 0; i < 20; i++) {
                history.record(paused(i, "x".repeat(2_000)));
            }
            // The kernel's file is overwritten under SQLite, log and all.
            for (String name : List.of("history.db", "history.db-wal")) {
                try (var channel =
                        Files.newByteChannel(folder.resolve(name), StandardOpenOption.WRITE)) {
                    channel.write(ByteBuffer.wrap(noise((int) channel.size())));
                }
            }
            int second = 100;
            while (!log.have("history-broken") && second < 400) {
                history.record(paused(second++, "y"));
                history.events(null, Instant.EPOCH, 500);
            }
            TestPool.await("the disk", () -> history.condition() instanceof Condition.OnDisk);
            assertThat(history.record(paused(1_000, "z"))).isEqualTo(Durability.ON_DISK);
            List<Event> events = history.events(null, Instant.EPOCH, 1_000);
            assertThat(events).contains(paused(5, "x".repeat(2_000)), paused(1_000, "z"));
        }
        assertThat(log.have("event=history-broken")).isTrue();
    }

    private LastingHistory open() throws HistoryInUse {
        return open(SMALL);
    }

    private LastingHistory open(Bounds bounds) throws HistoryInUse {
        return LastingHistory.open(
                folder.resolve("history.db"), BOOT, bounds, InstantSource.system(), SHORT);
    }

    private static byte[] noise(int length) {
        var noise = new byte[length];
        new Random(2).nextBytes(noise);
        return noise;
    }

    private List<String> broken() throws IOException {
        return files().stream().filter(n -> n.contains(".broken-") && n.endsWith("Z")).toList();
    }
}
