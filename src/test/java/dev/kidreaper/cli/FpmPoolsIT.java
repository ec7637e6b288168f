package dev.kidreaper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.testing.DaemonProcess;
import dev.kidreaper.testing.FpmPools;
import dev.kidreaper.testing.Kidreaper;
import dev.kidreaper.testing.TestPool;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A real php-fpm with several pools below one master: each is kept by itself.
class FpmPoolsIT {
    private static final String STATIC = "pm = static\npm.max_children = 2";

    private final Path folder;
    private final FpmPools fpm;

    FpmPoolsIT(@TempDir Path folder) {
        this.folder = folder;
        fpm = FpmPools.start(folder, "front", STATIC, "reports", STATIC);
        TestPool.await("all workers", () -> fpm.workers().size() == 4);
        TestPool.sleep(Duration.ofMillis(2100));
    }

    @AfterEach
    void stop() {
        fpm.close();
    }

    @Test
    void psSaysWhichPoolAWorkerIsOf() {
        String pid = Long.toString(fpm.manager());
        assertThat(Kidreaper.run("ps", "--pid", pid).out())
                .containsPattern("WORKER +POOL +AGE")
                .containsPattern("[0-9]+ +front +[0-9]")
                .containsPattern("[0-9]+ +reports +[0-9]");
        String json = Kidreaper.run("ps", "--pid", pid, "--json").out();
        assertThat(json.split("\"fpm_pool\":\"front\"", -1)).hasSize(1 + 2);
        assertThat(json.split("\"fpm_pool\":\"reports\"", -1)).hasSize(1 + 2);
    }

    @Tag("quick")
    @Test
    void aCommandCanMeanOneOfThem() {
        String pid = Long.toString(fpm.manager());
        var front = fpm.workers("front");
        var reports = fpm.workers("reports");
        var ran = Kidreaper.run("restart", "--pid", pid, "--fpm-pool", "front");
        assertThat(ran.out() + ran.err()).contains("2 recycled, 0 failed, 0 kept");
        assertThat(fpm.workers("front")).hasSize(2).doesNotContainAnyElementsOf(front);
        assertThat(fpm.workers("reports")).isEqualTo(reports);

        var reaped =
                Kidreaper.run(
                        "reap",
                        "--pidfile",
                        fpm.pidfile(),
                        "--fpm-pool",
                        "reports",
                        "--json",
                        "--limit",
                        "1M",
                        "--measure",
                        "rss",
                        "--force",
                        "--pause",
                        "0s");
        assertThat(reaped.exit()).as(reaped.out() + reaped.err()).isZero();
        assertThat(fpm.workers("reports")).hasSize(2).doesNotContainAnyElementsOf(reports);
        for (Long worker : reports) {
            assertThat(reaped.out()).contains("\"pid\":" + worker);
        }
        assertThat(reaped.out()).contains("\"fpm_pool\":\"reports\"");
    }

    @Test
    void diagnoseLooksAtOneOfThem() {
        String pid = Long.toString(fpm.manager());
        var ran =
                Kidreaper.run(
                        "diagnose", "--pid", pid, "--fpm-pool", "front", "--for", "2s", "--json");
        assertThat(ran.exit()).as(ran.err()).isZero();
        assertThat(ran.out()).contains("\"fpm_pool\":\"front\"");
        fpm.workers("front").forEach(w -> assertThat(ran.out()).contains("\"pid\":" + w));
        fpm.workers("reports").forEach(w -> assertThat(ran.out()).doesNotContain("\"pid\":" + w));
    }

    @Test
    void aNameThatNoWorkerHasIsSaid() {
        String pid = Long.toString(fpm.manager());
        var ran = Kidreaper.run("restart", "--pid", pid, "--fpm-pool", "fornt");
        assertThat(ran.err())
                .contains(
                        ("manager %s has no worker of pool fornt now; it has workers of: front,"
                                        + " reports")
                                .formatted(pid));
        assertThat(ran.out() + ran.err()).contains("0 recycled, 0 failed, 0 kept");
        assertThat(ran.exit()).isZero();
    }

    @Test
    void otherKindsHaveNoneToName() {
        try (var pool = TestPool.start(1)) {
            String pid = Integer.toString(pool.manager());
            for (String command : new String[] {"ps", "restart", "diagnose"}) {
                var ran = Kidreaper.run(command, "--pid", pid, "--fpm-pool", "www");
                assertThat(ran.exit()).isEqualTo(2);
                assertThat(ran.err())
                        .contains("(fcgi-procmanager) has one pool only: leave --fpm-pool out");
            }
        }
    }

    @Test
    void theDaemonKeepsEachByItsOwnLimits() {
        var front = fpm.workers("front");
        var reports = fpm.workers("reports");
        String pools =
                """
                pidfile = "%1$s"
                fpm-pool = "front"
                max-age = "4s"
                [pool.pace]
                pause = "100ms"
                newborn = "1s"
                [[pool]]
                name = "second"
                pidfile = "%1$s"
                fpm-pool = "reports"
                limit = "600M"
                """
                        .formatted(fpm.pidfile());
        try (var daemon = DaemonProcess.start(folder, pools)) {
            TestPool.await("both", () -> daemon.logged("event=pool-found").size() == 2);
            TestPool.await(
                    "all of front", () -> daemon.logged("pool=pool .*event=recycled").size() >= 2);
            assertThat(daemon.logged("event=(recycling|recycled).*"))
                    .allSatisfy(e -> assertThat(e.group()).doesNotContain("pool=second"));
            assertThat(daemon.status())
                    .contains("\"fpm_pool\":\"front\"", "\"fpm_pool\":\"reports\"");
            for (Long worker : reports) {
                assertThat(daemon.logged("worker=" + worker)).isEmpty();
            }
            TestPool.await(
                    "others",
                    () -> {
                        var now = fpm.workers("front");
                        return !now.isEmpty() && now.stream().noneMatch(front::contains);
                    });
            assertThat(daemon.ask("recycle", "second").exit()).isZero();
            TestPool.await(
                    "all of reports",
                    () -> daemon.logged("pool=second .*event=recycled").size() == 2);
            assertThat(fpm.workers("reports")).hasSize(2).doesNotContainAnyElementsOf(reports);
        }
    }
}
