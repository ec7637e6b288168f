package dev.kidreaper.cli;

import static dev.kidreaper.testing.RawClient.begin;
import static dev.kidreaper.testing.RawClient.join;
import static dev.kidreaper.testing.RawClient.params;
import static dev.kidreaper.testing.RawClient.record;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.testing.CWorker;
import dev.kidreaper.testing.DaemonProcess;
import dev.kidreaper.testing.HttpLoad;
import dev.kidreaper.testing.ManagerProcess;
import dev.kidreaper.testing.Nginx;
import dev.kidreaper.testing.Preforked;
import dev.kidreaper.testing.RawClient;
import dev.kidreaper.testing.Served;
import dev.kidreaper.testing.TestPool;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A worker that is over its limit in a long request holds up nobody: the others are recycled as
/// they reach theirs, and the long request is answered.
class LongRequestIT {
    private static final List<String> GUNICORN =
            List.of(
                    "gunicorn",
                    "-w",
                    "3",
                    "-t",
                    "600",
                    "-b",
                    "127.0.0.1:PORT",
                    "--chdir",
                    "APPS",
                    "app:application");

    private static final Duration LONGEST = Duration.ofMinutes(3);
    private static final int BODY_BYTES = 60_000;
    private static final Pattern SIZE =
            Pattern.compile("event=recycling uss=([\\d.]+)M limit=20.0M");

    private static final String RECYCLED = "worker=(\\d+) event=recycled";

    private final Path folder;

    LongRequestIT(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void blocksNobody() {
        try (var pool = ManagerProcess.start(GUNICORN, Map.of(), "/");
                var daemon =
                        DaemonProcess.start(
                                folder,
                                """
                                pid = %d
                                limit = "60M"
                                [pool.pace]
                                pause = "0s"
                                newborn = "500ms"
                                deadline = "5s"
                                """
                                        .formatted(pool.manager()))) {
            var answer = CompletableFuture.supplyAsync(() -> get(pool, "/?leak=80000&slow=18"));
            TestPool.sleep(Duration.ofMillis(500));
            var recycled = daemon.logged(RECYCLED);
            for (int i = 0; recycled.size() < 2 && i < 200; i++) {
                assertThat(get(pool, "/?leak=1000")).endsWith(" end\n");
                TestPool.sleep(Duration.ofMillis(80));
                recycled = daemon.logged(RECYCLED);
            }
            assertThat(recycled).as(daemon.log()).hasSizeGreaterThanOrEqualTo(2);
            assertThat(answer).isNotDone();
            assertThat(daemon.logged("event=failed .*busy")).isNotEmpty();
            assertThat(answer.join()).endsWith(" end\n");
            String busy = pid(answer.join());
            assertThat(recycled).allSatisfy(r -> assertThat(r.group(1)).isNotEqualTo(busy));
            // It comes back into turn.
            String its = "worker=" + busy + " event=recycled";
            daemon.awaitLog(log -> assertThat(log).contains(its));
        }
    }

    /// In a request of 100 s, while the others grow by some 2.5 MB a second each.
    @Tag("soak")
    @Test
    void theOthersStayWithinATenthOfTheirLimit() {
        try (var pool = ManagerProcess.start(GUNICORN, Map.of(), "/");
                var daemon =
                        DaemonProcess.start(
                                folder,
                                """
                                pid = %d
                                limit = "60M"
                                [pool.pace]
                                pause = "1s"
                                """
                                        .formatted(pool.manager()))) {
            var answer = CompletableFuture.supplyAsync(() -> get(pool, "/?leak=80000&slow=100"));
            while (!answer.isDone()) {
                assertThat(get(pool, "/?leak=1000")).as(daemon.log()).endsWith(" end\n");
                TestPool.sleep(Duration.ofMillis(200));
            }
            assertThat(answer.join()).endsWith(" end\n");
            String busy = pid(answer.join());
            List<Double> sizes =
                    daemon.logged("worker=.* event=recycled uss=([\\d.]+)M").stream()
                            .filter(r -> !r.group().contains("worker=" + busy + " "))
                            .map(r -> Double.valueOf(r.group(1)))
                            .toList();
            System.out.println("KR beside a long request: " + sizes);
            assertThat(sizes).as(daemon.log()).hasSizeGreaterThan(4).allMatch(mib -> mib <= 66);
        }
    }

    /// The client of the long request sends its last byte when the others have been replaced.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "--limit 20M --surge 1",
                "--limit 20M --surge 0",
                "--max-age 1s --surge 1",
                "--max-age 1s --surge 0"
            })
    void blocksNobodyBehindServe(String limits) throws IOException {
        var words = new ArrayList<>(List.of("--workers", "3"));
        words.addAll(List.of(limits.split(" ", -1)));
        words.addAll(List.of("--", CWorker.program().toString()));
        try (var served = Served.start(folder, words.toArray(String[]::new));
                var client = new RawClient(served.socket())) {
            client.send(
                    join(
                            begin(1, 1, false),
                            record(4, 1, params("REQUEST_METHOD", "POST", "REQUEST_URI", "/heavy")),
                            record(4, 1, new byte[0]),
                            record(5, 1, new byte[BODY_BYTES - 1])));
            TestPool.await("the long request", () -> heaviest(served).isPresent());
            long busy = heaviest(served).orElseThrow();
            TestPool.await(
                    "the others: " + served.log(),
                    () -> {
                        assertThat(leak(served)).contains("leaked");
                        return served.logs("event=recycled") >= 4;
                    });
            String own = "worker=" + busy + " event=recycled";
            assertThat(served.logs(own)).isZero();
            assertThat(SIZE.matcher(served.log()).results().map(r -> r.group(1)))
                    .allSatisfy(mib -> assertThat(Double.parseDouble(mib)).isBetween(20.0, 22.0));
            client.send(join(record(5, 1, new byte[1]), record(5, 1, new byte[0])));
            assertThat(client.answer(1)).contains("length=" + BODY_BYTES + " ");
            served.awaitLogs(own, 1);
        }
    }

    private static Optional<Long> heaviest(Served served) {
        return served.workers().stream().filter(LongRequestIT::isHeavy).findFirst();
    }

    private static boolean isHeavy(long pid) {
        String[] pages = TestPool.read(Path.of("/proc/" + pid + "/statm")).split(" ", -1);
        return pages.length > 1 && Long.parseLong(pages[1]) > 10_000;
    }

    private static String leak(Served served) {
        try (var client = new RawClient(served.socket())) {
            return client.send(RawClient.get(1, "/leak=1024", false)).answer(1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// A worker that works on after its answer is not done, and it is not away.
    @Test
    void blocksNobodyWhoseManagerRuns() throws IOException {
        try (var pool = Preforked.start(Preforked.Kind.FPM_ON_PATH);
                var served = pool.served(folder, "--limit", "30M");
                var nginx = Nginx.start(pool.folder(), served.socket())) {
            String body = HttpLoad.get(nginx.port(), "/?leak=40000&after=50");
            String busy = body.replaceFirst("(?s)pid=(\\d+).*", "$1");
            served.awaitLogs("worker=" + busy + " event=recycling", 1);
            for (int i = 0; i < 400 && served.logs("event=recycled") < 3; i++) {
                HttpLoad.get(nginx.port(), "/?leak=2048");
            }
            served.awaitLog(log -> assertThat(log.split("event=recycled", -1)).hasSize(4));
            assertThat(served.logs("worker=" + busy + " event=recycled")).isZero();
            assertThat(pool.pids()).contains(Long.valueOf(busy));
        }
    }

    /// Which worker has given that answer.
    private static String pid(String answer) {
        return answer.replaceFirst("(?s).*?pid=(\\d+).*", "$1");
    }

    private static String get(ManagerProcess pool, String path) {
        try {
            return HttpLoad.get(pool.port(), path, LONGEST);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
