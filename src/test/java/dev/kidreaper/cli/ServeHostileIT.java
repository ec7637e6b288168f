package dev.kidreaper.cli;

import static dev.kidreaper.testing.RawClient.begin;
import static dev.kidreaper.testing.RawClient.get;
import static dev.kidreaper.testing.RawClient.params;
import static dev.kidreaper.testing.RawClient.record;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.testing.CWorker;
import dev.kidreaper.testing.Kidreaper;
import dev.kidreaper.testing.RawClient;
import dev.kidreaper.testing.Served;
import dev.kidreaper.testing.TestPool;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `kidreaper serve` among those who want to keep others from being served.
class ServeHostileIT {
    private final Path folder;

    ServeHostileIT(@TempDir Path folder) {
        this.folder = folder;
    }

    private static String answer(Path socket, String path) throws IOException {
        try (var client = new RawClient(socket)) {
            return client.send(get(1, path, false)).answer(1);
        }
    }

    private Served served(String... options) throws IOException {
        var args = new ArrayList<>(List.of(options));
        args.addAll(List.of("--", CWorker.program().toString()));
        return Served.start(folder, args.toArray(String[]::new));
    }

    /// A method with a line end in it made a line of its own in the log.
    @Test
    void aRequestForgesNoLineOfTheLog() throws IOException {
        try (var served = served("--workers", "1", "--stop-within", "1s");
                var client = new RawClient(served.socket())) {
            client.send(begin(1, 1, false));
            String evil = "GET\npool=x event=forged\033[31m\u009b2J\n";
            client.send(record(4, 1, params("REQUEST_METHOD", evil, "REQUEST_URI", "/hang")));
            client.send(record(4, 1, new byte[0])).send(record(5, 1, new byte[0]));
            TestPool.sleep(Duration.ofMillis(300));
            served.stop();
            assertThat(served.logs("event=cut")).isEqualTo(1);
            assertThat(served.log().lines()).noneMatch(l -> l.startsWith("pool=x"));
            assertThat(served.log()).doesNotContain("\033", "\u009b");
        }
    }

    /// The log stood still, and with it all workers that wrote, and the front at its next line.
    @Test
    void nobodyWaitsForWhoeverReadsTheLog() throws IOException {
        Kidreaper.build();
        var words = new ArrayList<>(List.of(Path.of("kidreaper").toAbsolutePath().toString()));
        words.addAll(Served.words(folder, "--workers", "2", "--", "/bin/sh", "-c", talker()));
        Process process =
                new ProcessBuilder(words).redirectError(ProcessBuilder.Redirect.PIPE).start();
        Path socket = folder.resolve("front");
        try (InputStream log = process.getErrorStream()) {
            TestPool.await("its socket", () -> Files.exists(socket));
            TestPool.await("both have written all", () -> Files.exists(folder.resolve("done")));
            try (var client = new RawClient(socket)) {
                client.send("no FastCGI".getBytes(StandardCharsets.US_ASCII)).rest();
            }
            for (int i = 0; i < 20; i++) {
                assertThat(answer(socket, "/ok")).contains("end");
            }
            TestPool.kill("TERM", process.pid());
            TestPool.await("its end", () -> !process.isAlive());
            String said = new String(log.readAllBytes(), StandardCharsets.UTF_8);
            assertThat(said).contains("output=\"line 1 of many");
        } finally {
            process.destroyForcibly();
        }
    }

    /// Writes two megabytes, more than a pipe and all queues hold, and then is a worker.
    private String talker() throws IOException {
        return """
        i=0
        while [ $i -lt 20000 ]; do
            i=$((i + 1))
            echo "line $i of many that somebody ought to read, a hundred bytes each" >&2
        done
        touch %s
        exec %s
        """
                .formatted(folder.resolve("done"), CWorker.program());
    }

    @Test
    void thoseWhoKeepConnectionsKeepNobodyOut() throws IOException {
        try (var served = served("--workers", "2")) {
            var idle = new ArrayList<RawClient>();
            try {
                for (int i = 0; i < 1100; i++) {
                    idle.add(new RawClient(served.socket()));
                }
                assertThat(answer(served.socket(), "/ok")).contains("end");
            } finally {
                for (RawClient client : idle) {
                    client.close();
                }
            }
        }
    }

    /// As an operator's typing error has it: the file was taken away.
    @Test
    void aFileThatIsNoSocketIsNeverTakenAway() throws IOException {
        Path precious = Files.writeString(folder.resolve("precious"), "precious");
        var ran =
                Kidreaper.run(
                        "serve",
                        "--listen",
                        folder.resolve("front").toString(),
                        "--socket",
                        precious.toString(),
                        "--",
                        "/bin/true");
        assertThat(ran.exit()).isEqualTo(1);
        assertThat(ran.err()).contains("is not a socket");
        assertThat(precious).hasContent("precious");
    }
}
