package dev.kidreaper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.testing.CWorker;
import dev.kidreaper.testing.Kidreaper;
import dev.kidreaper.testing.RawClient;
import dev.kidreaper.testing.Served;
import dev.kidreaper.testing.TestPool;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Where the system gives little: what is left goes as far as it can, and what is missing is said.
class ScarceIT {
    /// A worker that starts or leaves has some descriptors of its own.
    private static final int SOME = 4;

    private final Path folder;

    ScarceIT(@TempDir Path folder) {
        this.folder = folder;
    }

    /// The JVM cannot start in it.
    @Test
    void tooLittleAddressSpaceIsSaid() {
        var ran = limited("-v 1000000", "ps", "--pid", "1");
        assertThat(ran.exit()).isEqualTo(1);
        assertThat(ran.out() + ran.err()).containsPattern("(?i)could not|memory");
    }

    /// A run over a pool opens the files of one worker at a time.
    @Test
    void fewFileDescriptorsAreEnoughForAllWorkers() {
        try (var pool = TestPool.start(30)) {
            List<Integer> before = pool.children();
            TestPool.sleep(Duration.ofMillis(300)); // A newborn would be spared.
            String pid = Integer.toString(pool.manager());
            var ran = limited("-n 64", "restart", "--pid", pid, "--newborn", "100ms");
            assertThat(ran.exit()).as(ran.out() + ran.err()).isZero();
            assertThat(ran.out()).contains("30 recycled");
            assertThat(pool.children()).hasSize(30).doesNotContainAnyElementsOf(before);
        }
    }

    /// What a worker has started keeps the worker's output open: that costs one descriptor until it
    /// ends.
    @Test
    void whatWorkersLeaveBehindCostsLittleAndComesBack() throws IOException {
        String leaves = "perl -e 'sleep 100' %s & exec %s".formatted(folder, CWorker.program());
        String[] words = {"--workers", "1", "--max-requests", "1", "--", "sh", "-c", leaves};
        try (var served = Served.start(folder, words)) {
            long before = descriptors(served);
            for (int i = 1; i <= 10; i++) {
                try (var client = new RawClient(served.socket())) {
                    assertThat(client.send(RawClient.get(1, "/ok", false)).answer(1))
                            .contains("/ok");
                }
                served.awaitLogs("event=recycled", i);
            }
            TestPool.await("one each", () -> descriptors(served) <= before + 10 + SOME);
            assertThat(descriptors(served)).isGreaterThan(before + 5);
            ProcessHandle.allProcesses()
                    .filter(p -> TestPool.commandLine(p.pid()).endsWith("\0" + folder + "\0"))
                    .forEach(ProcessHandle::destroyForcibly);
            TestPool.await("them back", () -> descriptors(served) <= before + SOME);
        }
    }

    private static long descriptors(Served served) {
        try (Stream<Path> all = Files.list(Path.of("/proc/" + served.pid() + "/fd"))) {
            return all.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Kidreaper limited(String limit, String... words) {
        Kidreaper.build();
        var command = new ArrayList<>(List.of("sh", "-c"));
        command.add("ulimit " + limit + "; exec ./kidreaper \"$@\"");
        command.add("sh");
        command.addAll(List.of(words));
        return Kidreaper.end(Kidreaper.start(command));
    }
}
