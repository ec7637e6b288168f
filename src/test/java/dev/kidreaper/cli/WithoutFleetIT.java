package dev.kidreaper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.testing.DaemonProcess;
import dev.kidreaper.testing.TestPool;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What one host pays for the fleet's budget where it has none: nothing.
@Tag("soak")
class WithoutFleetIT {
    @TempDir private Path folder;

    @Test
    void noClassNoThreadAndNoSocketIsOfTheFleet() throws Exception {
        try (var pool = TestPool.start(1);
                var daemon =
                        DaemonProcess.start(
                                folder, "pidfile = \"%s\"\nlimit = \"200M\"".formatted(pool.pidfile()))) {
            assertThat(classes(daemon.pid()))
                    .contains("dev.kidreaper.app.Daemon")
                    .doesNotContain(
                            "dev.kidreaper.fleet.",
                            "dev.kidreaper.decide.fleet.",
                            "sun.net.www.protocol.http.HttpURLConnection");
            assertThat(threads(daemon.pid())).contains("pool-pool").doesNotContain("fleet");
            assertThat(networkSockets(daemon.pid())).isZero();
        }
    }

    private static String classes(long pid) throws IOException, InterruptedException {
        Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        var process =
                new ProcessBuilder(jcmd.toString(), Long.toString(pid), "VM.class_hierarchy")
                        .redirectErrorStream(true)
                        .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return said;
    }

    private static String threads(long pid) throws IOException {
        var names = new StringBuilder();
        try (Stream<Path> tasks = Files.list(Path.of("/proc", Long.toString(pid), "task"))) {
            for (Path task : tasks.toList()) {
                names.append(Files.readString(task.resolve("comm")));
            }
        }
        return names.toString();
    }

    /// By their inodes; the control socket is none of the network's.
    private static long networkSockets(long pid) throws IOException {
        Path process = Path.of("/proc", Long.toString(pid));
        String all =
                Files.readString(process.resolve("net/tcp"))
                        + Files.readString(process.resolve("net/tcp6"));
        try (Stream<Path> open = Files.list(process.resolve("fd"))) {
            return open.map(WithoutFleetIT::link)
                    .filter(to -> to.startsWith("socket:["))
                    .map(to -> " " + to.substring(8, to.length() - 1) + " ")
                    .filter(all::contains)
                    .count();
        }
    }

    private static String link(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (IOException e) {
            return ""; // It was closed meanwhile.
        }
    }
}
