package dev.kidreaper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.testing.Kidreaper;
import dev.kidreaper.testing.TestPool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The real php-fpm, to whose workers HUP is deadly.
@Tag("quick")
class PhpFpmIT {
    private final Process manager;
    private final Path log;

    PhpFpmIT(@TempDir Path folder) throws IOException {
        log = folder.resolve("log");
        Path configuration = folder.resolve("fpm.conf");
        Files.writeString(
                configuration,
                """
                [global]
                error_log = %1$s/log
                [web]
                user = www-data
                listen = %1$s/socket
                pm = static
                pm.max_children = 2
                """
                        .formatted(folder));
        String file = configuration.toString();
        manager = Kidreaper.start(List.of(program(), "--nodaemonize", "-y", file));
        TestPool.await("php-fpm", () -> manager.children().count() == 2);
        TestPool.sleep(Duration.ofMillis(2100));
    }

    @AfterEach
    void stop() {
        manager.destroy();
        manager.onExit().join();
    }

    @Test
    void theInterfaceOf2007SendsItsGracefulSignalAndSaysSo() {
        var before = workers();
        var ran = Kidreaper.run(Long.toString(manager.pid()), "1048576");
        assertThat(ran.exit()).as(ran.err()).isZero();
        assertThat(ran.err()).contains("HUP is deadly to the workers of php-fpm: sending QUIT");
        assertThat(workers()).hasSize(2).doesNotContainAnyElementsOf(before);
        assertThat(TestPool.read(log)).doesNotContain("possible request loss", "WARNING");
    }

    @Test
    void restartRecyclesEveryWorkerWithoutLoss() {
        var before = workers();
        var ran = Kidreaper.run("restart", "--pid", Long.toString(manager.pid()));
        assertThat(ran.out() + ran.err()).contains("2 recycled, 0 failed, 0 kept");
        assertThat(workers()).hasSize(2).doesNotContainAnyElementsOf(before);
        assertThat(TestPool.read(log)).doesNotContain("possible request loss", "WARNING");
    }

    /// Debian puts the version into the name.
    private static String program() throws IOException {
        try (Stream<Path> programs = Files.list(Path.of("/usr/sbin"))) {
            return programs.map(Path::toString)
                    .filter(p -> p.matches(".*/php-fpm[0-9.]+"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private List<Long> workers() {
        return manager.children().map(ProcessHandle::pid).collect(Collectors.toList());
    }
}
