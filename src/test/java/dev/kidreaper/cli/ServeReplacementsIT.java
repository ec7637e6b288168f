package dev.kidreaper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.testing.CWorker;
import dev.kidreaper.testing.HttpLoad;
import dev.kidreaper.testing.Nginx;
import dev.kidreaper.testing.Served;
import dev.kidreaper.testing.TestPool;
import dev.kidreaper.testing.Web;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Who comes in the place of a worker of `kidreaper serve`, when, and what the log says of it.
@Order(1)
class ServeReplacementsIT {
    /// Within which each worker that serves has answered something.
    private static final Duration WINDOW = Duration.ofSeconds(5);

    private static final String WORKER = CWorker.program().toString();
    private static final Pattern STARTED = Pattern.compile("worker=(\\d+) event=starting");
    private static final Pattern REPLACED =
            Pattern.compile("worker=(\\d+) event=recycled .*replaced_by=(\\d+)");

    private final Path folder;

    ServeReplacementsIT(@TempDir Path folder) {
        this.folder = folder;
    }

    private static List<String> pids(Pattern pattern, int group, Served served) {
        return pattern.matcher(served.log()).results().map(r -> r.group(group)).toList();
    }

    @Test
    void eachIsReplacedByTheOneThatWasStartedForIt() {
        try (var served = Served.start(folder, "--workers", "6", "--surge", "3", "--", WORKER)) {
            TestPool.kill("HUP", served.pid());
            served.awaitLogs("event=recycled", 6);
            List<String> started = pids(STARTED, 1, served);
            assertThat(started).hasSize(12);
            assertThat(pids(REPLACED, 1, served))
                    .containsExactlyInAnyOrderElementsOf(started.subList(0, 6));
            assertThat(pids(REPLACED, 2, served))
                    .containsExactlyInAnyOrderElementsOf(started.subList(6, 12));
        }
    }

    /// All reach their number at the same time, long before the first replacement serves.
    @Test
    void whereWorkersStartSlowlyAllButOneServeOn() throws IOException {
        String slow = "sleep 16; exec " + WORKER;
        try (var served =
                        Served.start(
                                folder,
                                "--workers",
                                "3",
                                "--max-requests",
                                "30",
                                "--",
                                "sh",
                                "-c",
                                slow);
                var nginx = Nginx.start(folder, served.socket());
                var load = HttpLoad.on(nginx.port(), Collections.nCopies(4, "/slow=20"))) {
            long longest = 0;
            Map<String, Integer> before = Map.of();
            long window = System.nanoTime();
            for (int i = 0; served.logs("event=recycled") < 2; i++) {
                long begun = System.nanoTime();
                if (begun - window > WINDOW.toNanos()) {
                    var last = before;
                    before = load.bodies();
                    window = begun;
                    assertThat(before.entrySet())
                            .as("who serves: %s, then %s", last, before)
                            .filteredOn(e -> e.getValue() > last.getOrDefault(e.getKey(), 0))
                            .hasSizeGreaterThanOrEqualTo(2);
                }
                assertThat(Web.get(nginx.uri("/ok")).status()).isEqualTo(200);
                longest = Math.max(longest, System.nanoTime() - begun);
                assertThat(i).as(served.log()).isLessThan(100_000);
            }
            assertThat(Duration.ofNanos(longest)).isLessThan(Duration.ofSeconds(2));
            assertThat(load.failures()).isEmpty();
        }
    }

    @Test
    void whatAWorkerWroteIsLoggedOnce() throws IOException {
        String talks = "echo 'the password is xyzzy' >&2; exec " + WORKER;
        try (var served = Served.start(folder, "--workers", "1", "--", "sh", "-c", talks);
                var nginx = Nginx.start(folder, served.socket())) {
            assertThat(Web.get(nginx.uri("/die")).status()).isEqualTo(502);
            served.awaitLogs("event=worker-ended", 2);
            long started = pids(STARTED, 1, served).size();
            served.awaitLogs("xyzzy", started);
            served.awaitLog(log -> assertThat(log).contains("a worker ended by itself (exit 7)\""));
        }
    }

    @Test
    void aStopSaysOfNoWorkerThatItEndedByItself() {
        for (int i = 0; i < 3; i++) {
            var served = Served.start(folder, "--workers", "4", "--", WORKER);
            served.close();
            assertThat(served.log()).doesNotContain("worker-ended");
            served.awaitLogs("event=exited", 4);
        }
    }
}
