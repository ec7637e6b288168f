package dev.kidreaper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.testing.CWorker;
import dev.kidreaper.testing.HttpLoad;
import dev.kidreaper.testing.Nginx;
import dev.kidreaper.testing.Preforked;
import dev.kidreaper.testing.Served;
import dev.kidreaper.testing.TestPool;
import dev.kidreaper.testing.Web;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A served pool, or the machine, that is short of memory, while no worker has reached a limit of
/// its own.
class ServePressureIT {
    private static final Pattern PID = Pattern.compile("pid=(\\d+)");
    private static final String WORKER = CWorker.program().toString();

    private final Path folder;

    ServePressureIT(@TempDir Path folder) {
        this.folder = folder;
    }

    /// And then no other one, since the pool is small again.
    @ParameterizedTest
    @ValueSource(strings = {"0", "1"})
    void whoeverGivesBackMostGoesAtThePoolsLimit(String surge) throws IOException {
        try (var served = start(3, "--pool-limit", "40M", "--measure", "rss", "--surge", surge);
                var nginx = Nginx.start(folder, served.socket())) {
            String largest = grown(nginx);
            served.awaitLogs("event=recycled", 1);
            served.awaitLog(log ->
                    assertThat(log)
                            .contains("worker=" + largest + " event=leaving why=pool-limit")
                            .contains("event=recycling pss=")
                            .contains("M limit=40"));
            assertThat(find(Web.get(nginx.uri("/ok")).body())).isNotEqualTo(largest);
            TestPool.sleep(Duration.ofSeconds(2));
            assertThat(served.logs("why=pool-limit")).as(served.log()).isEqualTo(1);
        }
    }

    @Test
    void aLimitBelowWhatTheNewWorkersWeighIsSaidOnceAndChangesNothing() {
        try (var served = start(9, "--pool-limit", "1M")) {
            served.awaitLogs("event=limit-too-low pss=", 1);
            TestPool.sleep(Duration.ofSeconds(3));
            assertThat(served.logs("event=limit-too-low")).as(served.log()).isEqualTo(1);
            assertThat(served.logs("event=leaving")).as(served.log()).isZero();
        }
    }

    /// The machine is short for ever; that is no reason to replace new workers by new ones.
    @Test
    void onlyWhoeverHasGrownGoesWhileTheMachineIsShort() throws IOException {
        try (var served = start(3, "--min-available", "900T");
                var nginx = Nginx.start(folder, served.socket())) {
            TestPool.sleep(Duration.ofSeconds(2));
            assertThat(served.logs("event=leaving")).as(served.log()).isZero();
            String largest = grown(nginx);
            served.awaitLogs("event=recycled", 1);
            served.awaitLog(log ->
                    assertThat(log)
                            .contains("worker=" + largest + " event=leaving why=min-available"));
            TestPool.sleep(Duration.ofSeconds(2));
            assertThat(served.logs("event=leaving")).as(served.log()).isEqualTo(1);
        }
    }

    /// All grow, under load, and the pool stays below what they would weigh without its limit.
    @Test
    void thePoolIsHeldUnderLoadAndNobodyIsCutOff() {
        try (var served = start(3, "--pool-limit", "100M");
                var nginx = Nginx.start(folder, served.socket())) {
            var load = HttpLoad.on(nginx.port(), Collections.nCopies(4, "/leak=400"));
            TestPool.await("recycles", () -> served.logs("event=recycled") >= 8);
            load.close();
            assertThat(load.failures()).isEmpty();
            assertThat(served.number("cut")).isZero();
            assertThat(served.log()).doesNotContain("[BUG]");
        }
    }

    @Test
    void aRunningManagersLargestWorkerGoesToo() throws IOException {
        try (var pool = Preforked.start(Preforked.Kind.PROCMANAGER);
                var served = pool.served(folder, "--pool-limit", "90M");
                var nginx = Nginx.start(pool.folder(), served.socket())) {
            String answer = Web.get(nginx.uri("/?leak=100000")).body();
            served.awaitLogs("event=recycled", 1);
            served.awaitLog(log ->
                    assertThat(log)
                            .contains("worker=" + find(answer) + " event=leaving why=pool-limit")
                            .contains("event=recycling pss="));
            TestPool.sleep(Duration.ofSeconds(2));
            assertThat(served.logs("why=pool-limit")).as(served.log()).isEqualTo(1);
        }
    }

    private Served start(int workers, String... limits) {
        var args = new ArrayList<>(List.of(limits));
        args.addAll(List.of("--workers", Integer.toString(workers), "--", WORKER));
        return Served.start(folder, args.toArray(String[]::new));
    }

    /// The pid of the worker that has grown: the one that served last is the next to serve.
    private static String grown(Nginx nginx) throws IOException {
        String pid = find(Web.get(nginx.uri("/ok")).body());
        assertThat(Web.get(nginx.uri("/leak=50000")).status()).isEqualTo(200);
        return pid;
    }

    private static String find(String body) {
        var pid = PID.matcher(body);
        assertThat(pid.find()).as(body).isTrue();
        return pid.group(1);
    }
}
