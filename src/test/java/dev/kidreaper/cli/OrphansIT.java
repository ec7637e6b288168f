package dev.kidreaper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.testing.CWorker;
import dev.kidreaper.testing.Kidreaper;
import dev.kidreaper.testing.Nginx;
import dev.kidreaper.testing.Served;
import dev.kidreaper.testing.TestPool;
import dev.kidreaper.testing.Web;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A `kidreaper serve` that is killed, and the next one at the same place.
class OrphansIT {
    private final Path folder;

    /// Where `serve` makes its folders, and looks for those that others have left.
    private final Path temporary;

    OrphansIT(@TempDir Path folder, @TempDir Path temporary) {
        this.folder = folder;
        this.temporary = temporary;
    }

    /// The program catches TERM, and misses one that comes while it reads.
    @ParameterizedTest
    @ValueSource(strings = {"catching", "deaf"})
    void noWorkerOutlivesIt(String how) throws IOException {
        for (int i = 0; i < 3; i++) {
            Set<Path> before = folders();
            try (var served = start(CWorker.program().toString(), how);
                    var nginx = Nginx.start(folder, served.socket())) {
                assertThat(Web.get(nginx.uri("/ok")).status()).isEqualTo(200);
                List<Long> workers = served.workers();
                assertThat(workers).hasSize(3);
                TestPool.kill("KILL", served.pid());
                TestPool.await("their end", () -> workers.stream().noneMatch(OrphansIT::isAlive));
                TestPool.await("the folder's end", () -> before.containsAll(folders()));
            }
        }
    }

    /// What was to end them may have been killed too.
    @Test
    void theNextOneEndsThemAndTakesItsPlace() throws IOException {
        Path foreign = Files.createTempDirectory(temporary, "kidreaper-serve-");
        Set<Long> others = wills();
        List<Long> workers;
        try (var served = start(CWorker.program().toString(), "deaf")) {
            workers = served.workers();
            Set<Long> will = wills();
            will.removeAll(others);
            assertThat(will).hasSize(1);
            will.forEach(pid -> TestPool.kill("KILL", pid));
            TestPool.kill("KILL", served.pid());
            TestPool.await("its end", () -> !isAlive(served.pid()));
            assertThat(workers).allMatch(OrphansIT::isAlive);
        }
        assertThat(folder.resolve("front")).exists();
        try (var next = start(CWorker.program().toString());
                var nginx = Nginx.start(folder, next.socket())) {
            TestPool.await("their end", () -> workers.stream().noneMatch(OrphansIT::isAlive));
            next.awaitLogs("event=orphans-ended workers=3", 1);
            assertThat(Web.get(nginx.uri("/ok")).status()).isEqualTo(200);
        }
        Files.delete(foreign);
    }

    @Test
    void aSecondOneAtTheSamePlaceIsRefused() {
        try (var served = start(CWorker.program().toString())) {
            var second =
                    Kidreaper.run(
                            "serve",
                            "--listen",
                            served.socket().toString(),
                            "--socket",
                            folder.resolve("other").toString(),
                            "--",
                            CWorker.program().toString());
            assertThat(second.exit()).isEqualTo(1);
            assertThat(second.err())
                    .contains("another server answers at " + served.socket())
                    .hasLineCount(1);
            assertThat(served.workers()).hasSize(3);
        }
    }

    private Served start(String... worker) {
        var args = Stream.concat(Stream.of("--workers", "3", "--"), Stream.of(worker));
        String option = "KIDREAPER_JAVA_OPTS=-Djava.io.tmpdir=" + temporary;
        return Served.startBy(List.of("env", option), folder, args.toArray(String[]::new));
    }

    private static boolean isAlive(long pid) {
        char state = TestPool.state(Math.toIntExact(pid));
        return state != 'X' && state != 'Z'; // Who collects them may take his time.
    }

    private Set<Long> wills() {
        return ProcessHandle.allProcesses()
                .filter(p -> isWill(p.info().commandLine().orElse("")))
                .map(ProcessHandle::pid)
                .collect(Collectors.toSet());
    }

    private boolean isWill(String commandLine) {
        return commandLine.contains("end-orphans") && commandLine.contains(temporary.toString());
    }

    private Set<Path> folders() {
        try (Stream<Path> all = Files.list(temporary)) {
            return all.filter(f -> f.getFileName().toString().startsWith("kidreaper-serve-"))
                    .collect(Collectors.toSet());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
