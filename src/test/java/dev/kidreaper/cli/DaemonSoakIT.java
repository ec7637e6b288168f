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
                var daemonProcess =
                        DaemonProcess.start(
                                folder,
                                "pid = %s\nmeasure = \"rss\"\nlimit = \"60M\""
                                        .formatted(said.readLine()))) {
            TestPool.sleep(Duration.ofSeconds(30));
            long files = descriptors(daemonProcess);
            long memory = resident(daemonProcess);
            TestPool.sleep(Duration.ofSeconds(SAMPLES * 2 / WORKERS));
            System.out.printf(
                    "KR soak: %d descriptors, then %d; %d KB, then %d%n",
                    files, descriptors(daemonProcess), memory, resident(daemonProcess));
            assertThat(descriptors(daemonProcess)).isLessThanOrEqualTo(files);
            assertThat(resident(daemonProcess)).isLessThan(memory + 4096);
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

    private static long resident(DaemonProcess daemonProcess) {
        String status = TestPool.read(Path.of("/proc/" + daemonProcess.pid() + "/status"));
        return Long.parseLong(status.replaceFirst("(?s).*\nVmRSS:\\s+(\\d+) kB.*", "$1"));
    }
}
