package dev.kidreaper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.testing.JsonValue;
import dev.kidreaper.testing.Kidreaper;
import dev.kidreaper.testing.TestPool;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A real daemon by HTTP: a recycle is told to those who follow, and the replacement has the place
/// of the one that has gone.
class HttpIT {
    private static final Pattern PORT = Pattern.compile("event=page listen=127.0.0.1:(\\d+)");

    @TempDir private Path folder;

    private static String get(int port, String path) {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build();
        try (var client = HttpClient.newHttpClient()) {
            return client.send(request, HttpResponse.BodyHandlers.ofString()).body();
        } catch (IOException e) {
            return "";
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aRecycleIsSeenAndTheReplacementHasItsPlace() throws IOException {
        Kidreaper.build();
        Path config = folder.resolve("kidreaper.toml");
        Path log = folder.resolve("log");
        Path socket = folder.resolve("socket");
        try (var pool = TestPool.start(2)) {
            Files.writeString(
                    config,
                    """
                    [[pool]]
                    name = "web"
                    pid = %d
                    limit = "1G"
                    [pool.pace]
                    newborn = "1s"
                    pause = "0s"
                    [control]
                    socket = "%s"
                    [history]
                    file = "%s"
                    [web]
                    listen = "127.0.0.1:0"
                    """
                            .formatted(pool.manager(), socket, folder.resolve("state/history.db")));
            Process daemon =
                    new ProcessBuilder("./kidreaper", "watch", "--config", config.toString())
                            .redirectErrorStream(true)
                            .redirectOutput(log.toFile())
                            .start();
            try {
                follow(log, socket);
            } finally {
                daemon.destroy();
                TestPool.await("its end", () -> !daemon.isAlive());
            }
        }
    }

    private static void follow(Path log, Path socket) {
        TestPool.await("its page", () -> PORT.matcher(read(log)).find());
        var found = PORT.matcher(read(log));
        assertThat(found.find()).isTrue();
        int port = Integer.parseInt(found.group(1));
        TestPool.await("its pool", () -> read(log).contains("event=pool-found"));
        TestPool.await("both places", () -> places(port).equals("[0, 1]"));
        TestPool.await("it is well", () -> get(port, "/healthz").contains("\"well\":true"));
        assertThat(get(port, "/metrics")).contains("kidreaper_worker_rss_bytes{pool=\"web\",slot=");

        var asked = Kidreaper.run("recycle", "web", "--wait", "--socket", socket.toString());
        assertThat(asked.exit()).as(asked.err()).isZero();
        TestPool.await("both places again", () -> places(port).equals("[0, 1]"));
        assertThat(get(port, "/api/v1/events?pool=web&kind=recycled"))
                .contains("\"event\":\"recycled\"", "\"freed_bytes\"");
        var whatIf = Kidreaper.run("what-if", "web", "--json", "--socket", socket.toString());
        assertThat(whatIf.exit()).as(whatIf.err()).isZero();
        assertThat(JsonValue.parse(whatIf.out()).get("pool").text()).isEqualTo("web");
    }

    private static String places(int port) {
        String status = get(port, "/api/v1/status");
        return Pattern.compile("\"slot\":(\\d+),\"pid\":\\d+,\"state\"")
                .matcher(status)
                .results()
                .map(m -> m.group(1))
                .sorted()
                .toList()
                .toString();
    }

    private static String read(Path log) {
        try {
            return Files.exists(log) ? Files.readString(log) : "";
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
