package dev.kidreaper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.history.SeededHistory;
import dev.kidreaper.testing.Kidreaper;
import dev.kidreaper.testing.Ports;
import dev.kidreaper.testing.TestPool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The page in a real browser, beside a real daemon and a real pool: `src/test/web/page.test.mjs`
/// does it, and this starts that. Its pictures are in `target/page`.
class PageIT {
    private static final Path SOURCES = Path.of("src/test/web");
    private static final Path TOOLS = Path.of("target/web").toAbsolutePath();

    @TempDir private Path folder;

    @Test
    void thePageWorksInABrowser() throws Exception {
        Kidreaper.build();
        tools();
        Path shots = Files.createDirectories(Path.of("target/page")).toAbsolutePath();
        Path log = folder.resolve("page.log");
        // What was seen before, for what another limit would mean.
        SeededHistory.write(
                folder.resolve("state/history.db"),
                "web",
                3,
                Duration.ofDays(2),
                Duration.ofHours(2));
        try (var pool = TestPool.start(3)) {
            int port = Ports.free();
            Path config = config(pool, port);
            var builder = new ProcessBuilder("node", TOOLS.resolve("page.test.mjs").toString());
            builder.environment()
                    .putAll(
                            Map.of(
                                    "KIDREAPER", Path.of("kidreaper").toAbsolutePath().toString(),
                                    "CONFIG", config.toString(),
                                    "SOCKET", folder.resolve("control.sock").toString(),
                                    "URL", "http://127.0.0.1:%d/".formatted(port),
                                    "SHOTS", shots.toString()));
            int code = run(builder, log);
            String said = TestPool.read(log);
            assertThat(code).as(said).isZero();
            assertThat(said).contains("all is well");
            System.out.println(said.lines().filter(l -> !l.contains("event=")).toList());
        }
    }

    private Path config(TestPool pool, int port) throws IOException {
        return Files.writeString(
                folder.resolve("kidreaper.toml"),
                """
                [[pool]]
                name = "web"
                pidfile = "%s"
                limit = "200M"
                [pool.pace]
                newborn = "100ms"
                pause = "0s"
                [[pool]]
                name = "gone"
                pidfile = "%s"
                limit = "200M"
                [control]
                socket = "%s"
                [history]
                file = "%s"
                [web]
                listen = "127.0.0.1:%d"
                """
                        .formatted(
                                pool.pidfile(),
                                folder.resolve("gone.pid"),
                                folder.resolve("control.sock"),
                                folder.resolve("state/history.db"),
                                port));
    }

    /// Has npm fetch what the lock file names, each by its hash, unless that was done before.
    private static void tools() throws Exception {
        Files.createDirectories(TOOLS);
        for (String file : List.of("package.json", "package-lock.json", "page.test.mjs")) {
            Files.write(TOOLS.resolve(file), Files.readAllBytes(SOURCES.resolve(file)));
        }
        if (!Files.exists(TOOLS.resolve("node_modules/.package-lock.json"))) {
            Path log = TOOLS.resolve("npm.log");
            var npm =
                    new ProcessBuilder(
                            "npm",
                            "ci",
                            "--ignore-scripts",
                            "--no-audit",
                            "--no-fund",
                            "--prefer-offline");
            int code = run(npm.directory(TOOLS.toFile()), log);
            assertThat(code).as(() -> TestPool.read(log)).isZero();
        }
    }

    private static int run(ProcessBuilder builder, Path log) throws Exception {
        Process process = builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
        try {
            if (!process.waitFor(5, TimeUnit.MINUTES)) {
                throw new AssertionError("it does not end: " + TestPool.read(log));
            }
            return process.exitValue();
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }
}
