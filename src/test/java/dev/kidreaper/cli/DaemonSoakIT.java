package dev.kidreaper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.testing.DaemonProcess;
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

/// The daemon over 100,000 samples, twice: its descriptors and its memory do not grow.
class DaemonSoakIT {
    /// Just below their limit, so that each is looked at every two seconds.
    private static final int WORKERS = 1000;

    private static final int SAMPLES = 100_000;

    /// By then as many looks at each worker are kept as ever are.
    private static final Duration UNTIL_FULL = Duration.ofMinutes(12);

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
                var daemonProcess =
                        DaemonProcess.start(
                                folder,
                                "pid = %s\nmeasure = \"rss\"\nlimit = \"60M\""
                                        .formatted(said.readLine()))) {
            TestPool.sleep(UNTIL_FULL);
            long files = descriptors(daemonProcess);
            long before = most(daemonProcess);
            long after = most(daemonProcess);
            System.out.printf("KR soak: %d descriptors; %d KB, then %d%n", files, before, after);
            assertThat(descriptors(daemonProcess)).isLessThanOrEqualTo(files);
            assertThat(after).isLessThan(before + 4096);
        } finally {
            manager.descendants().forEach(ProcessHandle::destroyForcibly);
            manager.destroyForcibly();
        }
    }

    private static long descriptors(DaemonProcess daemonProcess) throws IOException {
        try (Stream<Path> all = Files.list(Path.of("/proc/" + daemonProcess.pid() + "/fd"))) {
            return all.count();
        }
    }

    /// The most memory that it has during these samples. Garbage comes and goes.
    private static long most(DaemonProcess daemonProcess) {
        long most = 0;
        for (int second = 0; second < SAMPLES * 2 / WORKERS; second++) {
            TestPool.sleep(Duration.ofSeconds(1));
            most = Math.max(most, resident(daemonProcess));
        }
        return most;
    }

    private static long resident(DaemonProcess daemonProcess) {
        String status = TestPool.read(Path.of("/proc/" + daemonProcess.pid() + "/status"));
        return Long.parseLong(status.replaceFirst("(?s).*\nVmRSS:\\s+(\\d+) kB.*", "$1"));
    }
}
