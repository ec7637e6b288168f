package dev.kidreaper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.testing.JsonValue;
import dev.kidreaper.testing.Kidreaper;
import dev.kidreaper.testing.TestPool;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
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

    /// What is done with a daemon.
    private interface Visit {
        void pay(Process daemon, int port, Path socket) throws IOException;
    }

    @Test
    void aRecycleIsSeenAndTheReplacementHasItsPlace() throws IOException {
        visit((_, port, socket) -> follow(port, socket));
    }

    /// They open a connection each and say nothing, as long as it lasts. Pools are kept meanwhile.
    @Test
    @Tag("soak")
    void tenThousandVisitorsHoldNothingUp() throws IOException {
        visit((daemon, port, socket) -> {
            var visitors = new ArrayList<Socket>();
            try {
                for (int i = 0; i < 10_000; i++) {
                    visitors.add(new Socket(InetAddress.getLoopbackAddress(), port));
                    if (i == 5_000) {
                        var asked = Kidreaper.run("recycle", "web", "--socket", socket.toString());
                        assertThat(asked.exit()).as(asked.err()).isZero();
                    }
                }
                var asked =
                        Kidreaper.run("recycle", "web", "--wait", "--socket", socket.toString());
                assertThat(asked.exit()).as(asked.err()).isZero();
                assertThat(descriptors(daemon)).isLessThan(300);
                assertThat(peakMebibytes(daemon)).isLessThan(200);
                TestPool.await(
                        "a visitor among those who say nothing",
                        () -> get(port, "/healthz").contains("\"well\":true"));
            } finally {
                for (Socket visitor : visitors) {
                    visitor.close();
                }
            }
            TestPool.await(
                    "a visitor after them", () -> get(port, "/readyz").contains("\"well\":true"));
        });
    }

    private static long descriptors(Process daemon) throws IOException {
        try (var all = Files.list(Path.of("/proc", Long.toString(daemon.pid()), "fd"))) {
            return all.count();
        }
    }

    private static long peakMebibytes(Process daemon) throws IOException {
        String status = Files.readString(Path.of("/proc", Long.toString(daemon.pid()), "status"));
        var peak = Pattern.compile("VmHWM:\\s+(\\d+) kB").matcher(status);
        assertThat(peak.find()).isTrue();
        return Long.parseLong(peak.group(1)) / 1024;
    }

    private void visit(Visit visit) throws IOException {
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
                visit.pay(daemon, port(log), socket);
            } finally {
                daemon.destroy();
                TestPool.await("its end", () -> !daemon.isAlive());
            }
        }
    }

    private static int port(Path log) {
        TestPool.await("its page", () -> PORT.matcher(read(log)).find());
        var found = PORT.matcher(read(log));
        assertThat(found.find()).isTrue();
        TestPool.await("its pool", () -> read(log).contains("event=pool-found"));
        return Integer.parseInt(found.group(1));
    }

    private static void follow(int port, Path socket) {
        TestPool.await("both places", () -> places(port).equals("[0, 1]"));
        TestPool.await("it is well", () -> get(port, "/healthz").contains("\"well\":true"));
        assertThat(get(port, "/metrics")).contains("kidreaper_worker_rss_bytes{pool=\"web\",slot=");

        var asked = Kidreaper.run("recycle", "web", "--wait", "--socket", socket.toString());
        assertThat(asked.exit()).as(asked.err()).isZero();
        TestPool.await("both places again", () -> places(port).equals("[0, 1]"));
        assertThat(get(port, "/api/v1/events?pool=web&kind=recycled"))
                .contains("\"event\":\"recycled\"", "\"freed_bytes\"");
        var past = Kidreaper.run("top", "--at", "1s", "--json", "--socket", socket.toString());
        assertThat(past.exit()).as(past.err()).isZero();
        assertThat(past.out()).contains("\"now\":", "\"name\":\"web\"");
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
