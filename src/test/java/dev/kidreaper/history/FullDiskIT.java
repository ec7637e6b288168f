package dev.kidreaper.history;

import static dev.kidreaper.history.Samples.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.kidreaper.model.Event;
import dev.kidreaper.testing.TestPool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/// A small disk of its own that gets full, or can only be read. Needs root.
@ResourceLock(LogLines.LOG)
class FullDiskIT {
    private static final Patience SHORT =
            new Patience(Duration.ofSeconds(5), Duration.ofMillis(20), Duration.ofMillis(200));

    @TempDir private Path parent;
    private Path disk = Path.of("disk");
    private final LogLines log = new LogLines();

    @BeforeEach
    void mount() throws Exception {
        disk = Files.createDirectory(parent.resolve("disk"));
        assumeTrue(
                run(
                        "mount",
                        "-t",
                        "tmpfs",
                        "-o",
                        "size=4m,mode=700",
                        "kidreaper-test",
                        disk.toString()),
                "may not mount a disk");
    }

    @AfterEach
    void unmount() throws Exception {
        run("umount", "-l", disk.toString());
        log.close();
    }

    @Test
    void goesOnInMemoryUntilThereIsSpace() throws Exception {
        var recorded = new ArrayList<Event>();
        try (var history = open()) {
            for (int i = 0; i < 10; i++) {
                recorded.add(paused(i, "before"));
                assertThat(history.record(recorded.getLast())).isEqualTo(Durability.ON_DISK);
            }
            fill();
            int lost = 0;
            for (int i = 10; i < 40; i++) {
                recorded.add(paused(i, "x".repeat(3_000)));
                history.record(List.of(reading(at(i), WORKER, i)));
                lost += history.record(recorded.getLast()) == Durability.IN_MEMORY ? 1 : 0;
            }
            assertThat(lost).isPositive();
            TestPool.await("the log", () -> log.have("event=history-lost reason="));
            assertThat(history.events(null, Instant.EPOCH, 100)).isEqualTo(recorded);
            TestPool.sleep(Duration.ofMillis(500)); // It tries in vain.
            assertThat(history.condition()).isInstanceOf(Condition.InMemory.class);
            Files.delete(disk.resolve("filler"));
            TestPool.await("the disk", () -> history.condition() instanceof Condition.OnDisk);
            recorded.add(paused(100, "after"));
            assertThat(history.record(recorded.getLast())).isEqualTo(Durability.ON_DISK);
        }
        assertThat(log.all()).hasSize(2);
        assertThat(log.all().getLast()).contains("missed_events=0 missed_readings=0");
        try (var history = open()) {
            assertThat(history.events(null, Instant.EPOCH, 100)).isEqualTo(recorded);
            assertThat(history.readings("web", WORKER, at(0), at(99))).hasSize(30);
        }
    }

    @Test
    void startsOnAFullDisk() throws Exception {
        fill();
        try (var history = open()) {
            assertThat(history.record(paused(0, "x"))).isEqualTo(Durability.IN_MEMORY);
            Files.delete(disk.resolve("filler"));
            TestPool.await("the disk", () -> history.condition() instanceof Condition.OnDisk);
            assertThat(history.events(null, Instant.EPOCH, 9)).containsExactly(paused(0, "x"));
        }
    }

    @Test
    void goesOnInMemoryWhileTheDiskCanOnlyBeRead() throws Exception {
        open().close();
        assumeTrue(run("mount", "-o", "remount,ro", disk.toString()), "may not remount");
        try (var history = open()) {
            assertThat(history.record(paused(0, "x"))).isEqualTo(Durability.IN_MEMORY);
            assertThat(run("mount", "-o", "remount,rw", disk.toString())).isTrue();
            TestPool.await("the disk", () -> history.condition() instanceof Condition.OnDisk);
        }
        assertThat(log.all().getFirst()).contains("event=history-lost reason=");
    }

    private LastingHistory open() throws HistoryInUse {
        return LastingHistory.open(
                disk.resolve("state/history.db"), BOOT, SMALL, InstantSource.system(), SHORT);
    }

    private void fill() throws IOException {
        var block = new byte[4_096];
        Path filler = disk.resolve("filler");
        try {
            while (true) {
                Files.write(filler, block, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            }
        } catch (IOException full) {
            assertThat(full).hasMessageContaining("space");
        }
    }

    private static boolean run(String... command) throws Exception {
        return new ProcessBuilder(command).inheritIO().start().waitFor() == 0;
    }
}
