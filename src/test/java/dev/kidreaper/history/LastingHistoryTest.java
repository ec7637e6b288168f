package dev.kidreaper.history;

import static dev.kidreaper.history.Samples.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kidreaper.model.Event;
import dev.kidreaper.model.OpenRecycle;
import dev.kidreaper.testing.TestPool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

/// A history whose file gets into every kind of trouble.
@ResourceLock(LogLines.LOG)
class LastingHistoryTest extends InTrouble {
    @Test
    void outlivesItsProgram() throws Exception {
        try (var history = open()) {
            assertThat(history.record(recycling(0, WORKER))).isEqualTo(Durability.ON_DISK);
            history.record(List.of(reading(NOON, WORKER, 7)));
            assertThat(history.readings("web", WORKER, NOON, NOON)).hasSize(1);
            assertThat(history.condition()).isEqualTo(new Condition.OnDisk());
        }
        try (var history = open()) {
            assertThat(history.events(null, Instant.EPOCH, 10))
                    .containsExactly(recycling(0, WORKER));
            assertThat(history.readings("web", WORKER, NOON, NOON)).hasSize(1);
            assertThat(history.openRecycles())
                    .containsExactly(new OpenRecycle((Event.Recycling) recycling(0, WORKER), true));
        }
        assertThat(log.all()).isEmpty();
    }

    /// The thread that hands out requests tells of them too.
    @Test
    void nobodyWaitsForTheDiskForWhatOnlyTellsOfSomething() throws Exception {
        try (var history = open()) {
            for (Event event : ofServedPools()) {
                assertThat(history.record(event)).isEqualTo(Durability.IN_MEMORY);
            }
        }
        try (var history = open()) {
            assertThat(history.events(null, Instant.EPOCH, 50)).isEqualTo(ofServedPools());
        }
        assertThat(log.all()).isEmpty();
    }

    @Test
    void isItsOwnersAlone() throws Exception {
        try (var history = open()) {
            history.record(paused(0, "x"));
            assertThat(mode(folder)).isEqualTo("rwx------");
            assertThat(files()).contains("history.db", "history.db-wal", "history.lock");
            // The copy of SQLite's library is gone as soon as it is loaded.
            assertThat(files()).noneMatch(name -> name.endsWith(".so") || name.endsWith(".lck"));
            for (String file : files()) {
                assertThat(mode(folder.resolve(file))).as(file).isEqualTo("rw-------");
            }
        }
    }

    @Test
    void hasOneWriterAtATime() throws Exception {
        try (var history = open()) {
            assertThatThrownBy(this::open)
                    .isInstanceOf(HistoryInUse.class)
                    .hasMessageContaining(folder.toString());
            assertThat(history.record(paused(0, "x"))).isEqualTo(Durability.ON_DISK);
        }
        open().close();
    }

    @Test
    void goesOnInMemoryWhileThereIsNoFileToBeHadAndWritesItDownLater() throws Exception {
        Files.createDirectories(folder.resolve("history.db"));
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        try (var history = open()) {
            assertThat(history.record(recycling(0, WORKER))).isEqualTo(Durability.IN_MEMORY);
            history.record(List.of(reading(NOON, WORKER, 7)));
            assertThat(history.events("web", Instant.EPOCH, 10)).hasSize(1);
            assertThat(history.readings("web", WORKER, NOON, NOON)).hasSize(1);
            assertThat(history.openRecycles()).hasSize(1);
            assertThat(history.condition())
                    .isInstanceOfSatisfying(
                            Condition.InMemory.class,
                            c -> assertThat(c.why()).contains("history.db is not a regular file"));
            for (int i = 1; i < 60; i++) {
                history.record(paused(i, "x")); // More than memory keeps.
            }
            Files.delete(folder.resolve("history.db"));
            TestPool.await("the disk", () -> history.condition() instanceof Condition.OnDisk);
            assertThat(history.events(null, Instant.EPOCH, 100)).hasSize(50);
            assertThat(history.readings("web", WORKER, NOON, NOON)).hasSize(1);
            assertThat(history.sum().missedEvents()).isEqualTo(10);
            assertThat(history.sum().bytes()).isPositive();
        }
        assertThat(log.all()).hasSize(2);
        assertThat(log.all().getFirst()).startsWith("event=history-lost reason=");
        assertThat(log.all().getLast())
                .isEqualTo("event=history-back missed_events=10 missed_readings=0");
    }

    /// A mistyped name must not grow a tree of folders.
    @Test
    void noMoreThanOneFolderIsMade() throws Exception {
        Files.createDirectories(folder);
        Path missing = folder.resolve("missing");
        var state = new StateFolder(missing.resolve("kidreaper").resolve("history.db"));
        assertThatThrownBy(state::prepare)
                .hasMessage(
                        "there is no folder %s: make it, or write another [history] file", missing);
        assertThat(missing).doesNotExist();
    }

    @Test
    void aFolderThatOthersCanChangeIsNotUsed() throws Exception {
        Files.createDirectories(folder);
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
        try (var history = open()) {
            assertThat(history.record(paused(0, "x"))).isEqualTo(Durability.IN_MEMORY);
            assertThat(files()).isEmpty();
            assertThat(log.have("chmod go-w")).isTrue();
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
            TestPool.await("the disk", () -> history.condition() instanceof Condition.OnDisk);
        }
    }

    /// A link to a folder of root's in its place, and what is made and removed there is root's.
    @Test
    void aFolderInAStrangersIsNotUsed() throws Exception {
        Assumptions.assumeTrue(Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0));
        Files.createDirectories(folder);
        Path outer = folder.getParent();
        Files.setAttribute(outer, "unix:uid", 65534);
        try (var history = open()) {
            assertThat(history.record(paused(0, "x"))).isEqualTo(Durability.IN_MEMORY);
            assertThat(files()).isEmpty();
            assertThat(log.have("belongs to uid 65534, so that another folder")).isTrue();
            Files.setAttribute(outer, "unix:uid", 0);
            TestPool.await("the disk", () -> history.condition() instanceof Condition.OnDisk);
        }
    }

    @Test
    void somebodyWhoHoldsTheFileHoldsUpNobody() throws Exception {
        var hasty =
                new Patience(Duration.ofMillis(300), Duration.ofMillis(20), Duration.ofMillis(100));
        try (var history = open(hasty)) {
            history.record(paused(0, "x"));
            long begun;
            try (var operator = Database.open(file())) {
                operator.reading(() -> {
                    operator.execute("BEGIN IMMEDIATE");
                    return true;
                });
                begun = System.nanoTime();
                assertThat(history.record(paused(1, "x"))).isEqualTo(Durability.IN_MEMORY);
                for (int i = 2; i < 40; i++) {
                    history.record(paused(i, "x"));
                }
                assertThat(Duration.ofNanos(System.nanoTime() - begun))
                        .isLessThan(Duration.ofSeconds(2));
                assertThat(log.have("has not answered for 300 ms")).isTrue();
            }
            TestPool.await("the disk", () -> history.condition() instanceof Condition.OnDisk);
            assertThat(history.events(null, Instant.EPOCH, 100)).hasSize(40);
        }
    }

    @Test
    void manyMayRecordAtOnce() throws Exception {
        try (var history =
                LastingHistory.open(
                        folder.resolve("history.db"),
                        BOOT,
                        Bounds.DEFAULT,
                        InstantSource.system(),
                        Patience.DEFAULT)) {
            var threads = new ArrayList<Thread>();
            for (int t = 0; t < 8; t++) {
                int mine = t;
                threads.add(
                        Thread.ofVirtual()
                                .start(() -> {
                                    for (int i = 0; i < 25; i++) {
                                        history.record(paused(i, "thread " + mine));
                                        history.record(List.of(reading(at(i), WORKER, mine)));
                                    }
                                }));
            }
            for (Thread thread : threads) {
                thread.join();
            }
            assertThat(history.events(null, Instant.EPOCH, 1_000)).hasSize(200);
        }
    }

    private LastingHistory open() throws HistoryInUse {
        return open(SHORT);
    }

    private LastingHistory open(Patience patience) throws HistoryInUse {
        return open(patience, SMALL);
    }

    private LastingHistory open(Patience patience, Bounds bounds) throws HistoryInUse {
        return LastingHistory.open(
                folder.resolve("history.db"), BOOT, bounds, InstantSource.system(), patience);
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
