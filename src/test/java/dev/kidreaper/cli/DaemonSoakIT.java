package dev.kidreaper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.testing.Daemon;
import dev.kidreaper.testing.Kidreaper;
import dev.kidreaper.testing.TestPool;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The daemon over 100,000 samples: its descriptors and its memory do not grow.
class DaemonSoakIT {
    /// Just below their limit, so that each is looked at every two seconds.
    private static final int WORKERS = 1000;

    private static final int SAMPLES = 100_000;

    private final Path folder;

    DaemonSoakIT(@TempDir Path folder) {
        this.folder = folder;
    }

    @Tag("soak")
    @Test
    void nothingOfItsOwnGrows() throws IOException {
        Process manager =
                Kidreaper.start(List.of("perl", "bench/sleepers.pl", Integer.toString(WORKERS)));
        try (var said =
                        new BufferedReader(
                                new InputStreamReader(
                                        manager.getInputStream(), StandardCharsets.US_ASCII));
                var daemon =
                        Daemon.start(
                                folder,
                                "pid = %s\nmeasure = \"rss\"\nlimit = \"60M\""
                                        .formatted(said.readLine()))) {
            TestPool.sleep(Duration.ofSeconds(30));
            long files = descriptors(daemon);
            long memory = resident(daemon);
            TestPool.sleep(Duration.ofSeconds(SAMPLES * 2 / WORKERS));
            System.out.printf(
                    "KR soak: %d descriptors, then %d; %d KB, then %d%n",
                    files, descriptors(daemon), memory, resident(daemon));
            assertThat(descriptors(daemon)).isLessThanOrEqualTo(files);
            assertThat(resident(daemon)).isLessThan(memory + 4096);
        } finally {
            manager.descendants().forEach(ProcessHandle::destroyForcibly);
            manager.destroyForcibly();
        }
    }

    private static long descriptors(Daemon daemon) throws IOException {
        try (Stream<Path> all = Files.list(Path.of("/proc/" + daemon.pid() + "/fd"))) {
            return all.count();
        }
    }

    private static long resident(Daemon daemon) {
        String status = TestPool.read(Path.of("/proc/" + daemon.pid() + "/status"));
        return Long.parseLong(status.replaceFirst("(?s).*\nVmRSS:\\s+(\\d+) kB.*", "$1"));
    }
}
