package dev.kidreaper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.testing.CWorker;
import dev.kidreaper.testing.Kidreaper;
import dev.kidreaper.testing.Nginx;
import dev.kidreaper.testing.Served;
import dev.kidreaper.testing.TestPool;
import dev.kidreaper.testing.Web;
import dev.kidreaper.testing.Wrk;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

/// `kidreaper serve` between the real nginx and real workers.
class ServeIT {
    private static final Pattern PID = Pattern.compile("pid=(\\d+)");
    private static final Pattern LEFT =
            Pattern.compile("event=leaving why=max-requests requests=(\\d+)");
    private static final String WORKER = CWorker.program().toString();

    private final Path folder;

    ServeIT(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void theSameWorkerServesAsLongAsOneIsEnough() throws IOException {
        try (var served = Served.start(folder, "--workers", "3", "--", WORKER);
                var nginx = Nginx.start(folder, served.socket())) {
            String first = pid(nginx);
            for (int i = 0; i < 20; i++) {
                assertThat(pid(nginx)).isEqualTo(first);
            }
            assertThat(served.number("requests")).isEqualTo(21);
            assertThat(served.workers()).hasSize(3);
        }
    }

    @Test
    void spreadTakesTheOneThatHasBeenIdleLongest() throws IOException {
        try (var served = Served.start(folder, "--workers", "3", "--spread", "--", WORKER);
                var nginx = Nginx.start(folder, served.socket())) {
            var pids = new HashMap<String, Integer>();
            for (int i = 0; i < 9; i++) {
                pids.merge(pid(nginx), 1, Integer::sum);
            }
            assertThat(pids.values()).containsExactly(3, 3, 3);
        }
    }

    @Test
    void maxRequestsIsExactAndNobodyIsCutOffUnderLoad() throws IOException {
        try (var served =
                        Served.start(
                                folder, "--workers", "3", "--max-requests", "50", "--", WORKER);
                var nginx = Nginx.start(folder, served.socket());
                var wrk = Wrk.start(folder, nginx.uri("/ok"), 32, Duration.ofSeconds(5))) {
            Wrk.Result result = wrk.await();
            assertThat(result.socketErrors() + result.refused()).isZero();
            assertThat(nginx.failures()).isEmpty();
            assertThat(served.number("cut")).isZero();
            assertThat(served.number("recycled")).isGreaterThan(20);
            var counts = LEFT.matcher(served.log()).results().map(r -> r.group(1)).distinct();
            assertThat(counts).containsExactly("50");
        }
    }

    @Test
    void aWorkerGoesAfterTheRequestThatMadeItTooLarge() throws IOException {
        try (var served = Served.start(folder, "--workers", "1", "--limit", "19M", "--", WORKER);
                var nginx = Nginx.start(folder, served.socket())) {
            String first = pid(nginx);
            for (int i = 0; i < 3; i++) {
                assertThat(pid(Web.get(nginx.uri("/leak=5200")))).isEqualTo(first);
            }
            assertThat(pid(Web.get(nginx.uri("/leak=5200")))).isEqualTo(first);
            assertThat(pid(nginx)).isNotEqualTo(first);
            served.awaitLogs("event=leaving why=limit requests=5", 1);
        }
    }

    @Test
    void aSafeRequestIsTriedOnceMoreAndAnotherIsAnsweredAtOnce() throws IOException {
        try (var served = Served.start(folder, "--workers", "3", "--", WORKER);
                var nginx = Nginx.start(folder, served.socket())) {
            assertThat(Web.get(nginx.uri("/die")).status()).isEqualTo(502);
            served.awaitLogs("amid GET /die", 2);
            assertThat(Web.post(nginx.uri("/die"), new byte[10]).status()).isEqualTo(502);
            served.awaitLogs("amid POST /die", 1);
            assertThat(Web.get(nginx.uri("/garbage")).status()).isEqualTo(502);
            TestPool.await("three workers", () -> served.workers().size() == 3);
            assertThat(Web.get(nginx.uri("/ok")).status()).isEqualTo(200);
        }
    }

    @Tag("alone")
    @ResourceLock(Resources.GLOBAL)
    @Test
    void halfAnAnswerNeverLooksWhole() {
        try (var served = Served.start(folder, "--workers", "1", "--", WORKER);
                var nginx = Nginx.start(folder, served.socket())) {
            assertThat(CompletableFuture.supplyAsync(() -> fails(nginx, "/half")))
                    .succeedsWithin(Duration.ofSeconds(5))
                    .isEqualTo(true);
        }
    }

    private static boolean fails(Nginx nginx, String path) {
        try {
            return Web.get(nginx.uri(path)).status() >= 500;
        } catch (IOException e) {
            return true;
        }
    }

    @Test
    void aStuckWorkerIsEndedAndItsClientIsTold() throws IOException {
        try (var served =
                        Served.start(
                                folder,
                                "--workers",
                                "2",
                                "--request-timeout",
                                "500ms",
                                "--",
                                WORKER);
                var nginx = Nginx.start(folder, served.socket())) {
            assertThat(Web.get(nginx.uri("/hang")).status()).isEqualTo(504);
            served.awaitLog(log -> assertThat(log).contains("event=stuck request=\"GET /hang\""));
            TestPool.await("its end", () -> served.logs("event=killed") > 0);
            long stopped = Long.parseLong(pid(nginx));
            TestPool.kill("STOP", stopped);
            // It does not read: another worker answers, and it is ended too.
            assertThat(pid(nginx)).isNotEqualTo(String.valueOf(stopped));
            served.awaitLogs("event=stuck", 2);
            served.awaitLogs("event=killed", 2);
            served.awaitLog(log -> assertThat(log).contains("event=stuck request=\"GET /ok\""));
        }
    }

    @Test
    void whoWaitsTooLongIsToldWhenToComeAgain() throws IOException {
        try (var served =
                        Served.start(
                                folder,
                                "--workers",
                                "1",
                                "--queue-timeout",
                                "300ms",
                                "--",
                                WORKER);
                var nginx = Nginx.start(folder, served.socket())) {
            var slow = CompletableFuture.supplyAsync(() -> fails(nginx, "/slow=2000"));
            TestPool.sleep(Duration.ofMillis(300));
            assertThat(Web.get(nginx.uri("/ok")).status()).isEqualTo(503);
            assertThat(slow.join()).isFalse();
            assertThat(Web.get(nginx.uri("/ok")).status()).isEqualTo(200);
        }
    }

    @Test
    void hupReplacesAllAndTermLetsARequestEnd() throws IOException {
        try (var served = Served.start(folder, "--workers", "2", "--", WORKER);
                var nginx = Nginx.start(folder, served.socket())) {
            var itself = Kidreaper.run("ps", "" + served.pid());
            assertThat(itself.exit()).isEqualTo(3);
            assertThat(itself.err()).contains("is kidreaper serve itself", "kidreaper status");
            List<Long> before = served.workers();
            TestPool.kill("HUP", served.pid());
            TestPool.await("new workers", () -> served.logs("event=recycled") == 2);
            assertThat(served.workers()).hasSize(2).doesNotContainAnyElementsOf(before);
            var slow = CompletableFuture.supplyAsync(() -> fails(nginx, "/slow=1000"));
            TestPool.sleep(Duration.ofMillis(300));
            assertThat(served.stop()).isTrue();
            assertThat(slow.join()).isFalse();
            assertThat(served.workers()).isEmpty();
        }
    }

    @Test
    void theRouteThatGrowsTheWorkersIsNamed() {
        try (var served = Served.start(folder, "--workers", "2", "--", WORKER);
                var nginx = Nginx.start(folder, served.socket())) {
            for (int i = 0; i < 600; i++) {
                assertThat(fails(nginx, i % 5 == 0 ? "/leak=16" : "/ok")).isFalse();
            }
            String control = folder.resolve("control").toString();
            String all = "\"routes\":[{\"route\":\"GET /leak=*\",\"requests\":120,";
            // The growth of the last ones is charged at the pool's next look.
            TestPool.await(
                    "all requests of that route",
                    () ->
                            Kidreaper.run("status", "--json", "--socket", control)
                                    .out()
                                    .contains(all));
            var words = Kidreaper.run("status", "--socket", control);
            assertThat(words.out()).containsPattern("ROUTE THAT GROWS THEM.*\n *GET /leak=\\* ");
        }
    }

    /// A worker near its last request is replaced beforehand, and waits for that request: it must
    /// not keep the others from being replaced when none comes any more.
    @Test
    void aRestartTakesThoseThatWaitForTheirLastRequestsAsWell() {
        try (var served =
                        Served.start(
                                folder, "--workers", "3", "--max-requests", "1000", "--", WORKER);
                var nginx = Nginx.start(folder, served.socket())) {
            Wrk.start(folder, nginx.uri("/ok"), 16, Duration.ofSeconds(3)).await();
            List<Long> before = served.workers();
            TestPool.kill("HUP", served.pid());
            TestPool.await(
                    "new workers",
                    () -> {
                        var now = served.workers();
                        return !now.isEmpty() && now.stream().noneMatch(before::contains);
                    });
            assertThat(nginx.failures()).isEmpty();
        }
    }

    private static String pid(Nginx nginx) throws IOException {
        return pid(Web.get(nginx.uri("/ok")));
    }

    private static String pid(Web.Answer answer) {
        var pid = PID.matcher(answer.body());
        assertThat(pid.find()).as(answer.toString()).isTrue();
        return pid.group(1);
    }
}
