package dev.kidreaper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.testing.DaemonProcess;
import dev.kidreaper.testing.FpmPools;
import dev.kidreaper.testing.Kidreaper;
import dev.kidreaper.testing.TestPool;
import dev.kidreaper.testing.WebRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A real php-fpm that keeps fewer workers while they are idle: one that it does not replace is no
/// failure, and a request that comes is answered.
class FpmDemandIT {
    private static final String ON_DEMAND =
            "pm = ondemand\npm.max_children = 4\npm.process_idle_timeout = 1s";
    private static final String DYNAMIC =
            """
            pm = dynamic
            pm.max_children = 6
            pm.start_servers = 2
            pm.min_spare_servers = 1
            pm.max_spare_servers = 2
            """;

    @TempDir private Path folder = Path.of("");

    @Test
    void workersOnDemandThatAreBusyAndThenNotNeeded() {
        try (var fpm = FpmPools.start(folder, "www", ON_DEMAND)) {
            List<WebRequest> requests = busy(fpm, 3, "slow=4");
            TestPool.sleep(Duration.ofMillis(2100));
            assertRestarts(fpm);
            requests.forEach(r -> assertThat(r.answer()).startsWith("pid=").endsWith("end\n"));
            assertThat(fpm.request("www", "").answer()).endsWith("end\n");
        }
    }

    @Test
    void theOnlyWorkerOnDemand() {
        try (var fpm = FpmPools.start(folder, "www", ON_DEMAND)) {
            WebRequest request = busy(fpm, 1, "slow=3").getFirst();
            TestPool.sleep(Duration.ofMillis(2100));
            assertRestarts(fpm);
            assertThat(request.answer()).endsWith("end\n");
            assertThat(fpm.request("www", "").answer()).endsWith("end\n");
        }
    }

    @Test
    void workersOfADynamicPoolThatShrinks() {
        try (var fpm = FpmPools.start(folder, "www", DYNAMIC)) {
            List<WebRequest> requests = busy(fpm, 6, "slow=6");
            TestPool.sleep(Duration.ofMillis(2100));
            assertRestarts(fpm);
            requests.forEach(r -> assertThat(r.answer()).endsWith("end\n"));
            assertThat(fpm.workers()).isNotEmpty();
        }
    }

    @Test
    void theDaemonDoesNotPauseForIt() {
        try (var fpm = FpmPools.start(folder, "www", ON_DEMAND)) {
            String pool =
                    """
                    pidfile = "%s"
                    max-age = "3s"
                    [pool.pace]
                    pause = "100ms"
                    newborn = "1s"
                    """
                            .formatted(fpm.pidfile());
            try (var daemon = DaemonProcess.start(folder, pool)) {
                for (int i = 0; i < 3; i++) {
                    busy(fpm, 3, "slow=4").forEach(r -> assertThat(r.answer()).endsWith("end\n"));
                }
                TestPool.await("no worker", () -> fpm.workers().isEmpty());
                TestPool.await("its end", () -> daemon.status().contains("\"away\":0"));
                assertThat(daemon.logged("event=recycled")).as(daemon.log()).isNotEmpty();
                assertThat(daemon.logged("event=(failed|paused).*")).as(daemon.log()).isEmpty();
            }
        }
    }

    /// Requests that have as many workers at work: php-fpm forks one for each that finds none idle.
    /// Where the daemon has just recycled an idle one, or the processors are busy, a worker that is
    /// there may answer instead.
    private static List<WebRequest> busy(FpmPools fpm, int count, String query) {
        var requests = new ArrayList<WebRequest>();
        for (int i = 1; i <= count; i++) {
            int workers = i;
            WebRequest request = fpm.request("www", query);
            requests.add(request);
            TestPool.await(
                    "a worker", () -> fpm.workers().size() >= workers || request.isAnswered());
        }
        return requests;
    }

    private static void assertRestarts(FpmPools fpm) {
        long begun = System.nanoTime();
        var ran = Kidreaper.run("restart", "--pid", Long.toString(fpm.manager()));
        assertThat(ran.exit()).as(ran.out() + ran.err() + fpm.log()).isZero();
        assertThat(ran.out() + ran.err()).contains(", 0 failed,");
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(45));
        assertThat(fpm.log()).doesNotContain("possible request loss");
    }
}
