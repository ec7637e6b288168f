package dev.kidreaper.profiles;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.testing.HttpLoad;
import dev.kidreaper.testing.Kidreaper;
import dev.kidreaper.testing.ManagerProcess;
import dev.kidreaper.testing.TestPool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The children of a manager that are no web workers, and managers that only look like one of the
/// known kinds.
@Order(1)
class BystandersIT {
    private static final String SLEEPERS =
            """
            import os, time
            for _ in range(2):
                if os.fork() == 0:
                    time.sleep(60)
                    os._exit(0)
            time.sleep(60)
            """;

    @TempDir private Path folder = Path.of("");

    @Test
    void uwsgisMuleSpoolerRouterAndDaemonAreLeftAlone() throws IOException {
        Path spool = Files.createDirectory(folder.resolve("spool"));
        try (var pool =
                Kind.UWSGI.pool(
                        "--plugin",
                        "http",
                        "--http",
                        "127.0.0.1:0",
                        "--mule",
                        "--spooler",
                        spool.toString(),
                        "--attach-daemon",
                        "sleep 1000")) {
            restartsOnlyWorkers(pool, 4, 4);
        }
    }

    @Test
    void uwsgisHelpersAreToldApartByTitleAsWell() throws IOException {
        try (var pool = Kind.UWSGI.pool("--auto-procname", "--mule", "--lazy-apps")) {
            restartsOnlyWorkers(pool, 4, 1);
        }
    }

    /// It has its manager's handlers, which would reload or end the whole pool.
    @Test
    void aUwsgiWorkerThatStillLoadsItsApplicationIsNoneYet() {
        try (var pool = Kind.UWSGI.pool(Map.of("LOADS", "6"), "--lazy-apps")) {
            TestPool.await("all", () -> pool.workers().size() == 4);
            TestPool.kill("HUP", pool.workers().iterator().next());
            TestPool.sleep(Duration.ofSeconds(2));
            assertThat(pool.children()).hasSize(4);
            assertThat(pool.workers()).hasSize(3);
            TestPool.await("the new one", () -> pool.workers().size() == 4);
        }
    }

    @Test
    void gunicornIsRecognisedWithoutItsTitles() throws IOException {
        Files.writeString(folder.resolve("setproctitle.py"), "raise ImportError\n");
        var hidden = Map.of("PYTHONPATH", folder.toString());
        try (var pool = Kind.GUNICORN.pool(hidden)) {
            assertThat(TestPool.read(Path.of("/proc/" + pool.manager() + "/cmdline")))
                    .contains("/usr/bin/gunicorn\0");
            restartsOnlyWorkers(pool, 4, 0);
            String worker = Long.toString(pool.workers().iterator().next());
            assertThat(Kidreaper.run("ps", "--pid", worker).err())
                    .contains("is a worker of manager " + pool.manager());
        }
    }

    @Test
    void apachesCgidAndLoggerAreLeftAlone() {
        try (var pool = Kind.APACHE.pool("-D", "cgid", "-D", "logger")) {
            restartsOnlyWorkers(pool, 4, 2);
            String worker = Long.toString(pool.workers().iterator().next());
            assertThat(Kidreaper.run("ps", "--pid", worker).err())
                    .contains("is a worker of manager " + pool.manager());
        }
    }

    @Test
    void theThreadedApacheHasNoWorkersThatCouldBeRecycled() {
        try (var pool = Kind.APACHE.pool(Map.of("MPM", "event"))) {
            Set<Long> before = pool.children();
            assertThat(pool.workers()).isEmpty();
            var ran = Kidreaper.run("restart", "--pid", Long.toString(pool.manager()));
            assertThat(ran.out()).contains("0 recycled, 0 failed, 0 kept");
            assertThat(ran.err()).contains("none looks like a worker");
            // It may start more of them when it pleases.
            assertThat(pool.children()).containsAll(before);
        }
    }

    /// Idle, Apache has more spare workers than it wants, and forks nobody for one that leaves.
    @Test
    void anApacheThatNeedsNobodyReplacesNobody() {
        try (var pool = Kind.APACHE.pool("-c", "StartServers 8")) {
            TestPool.sleep(Duration.ofSeconds(2));
            assertThat(pool.workers()).hasSize(8);
            var ran = Kidreaper.run("restart", "--json", "--pid", Long.toString(pool.manager()));
            assertThat(ran.exit()).as(ran.out()).isZero();
            assertThat(ran.out().split("\"replaced_by\":null", -1)).hasSize(1 + 4);
            assertThat(ran.out().split("\"replaced_by\":[0-9]", -1)).hasSize(1 + 4);
            assertThat(pool.workers()).hasSize(4);
        }
    }

    /// Idle, uWSGI tells one worker after the other to leave, while we ask them as well. It keeps
    /// two: beside a single one it could not be told whether it cannot fork or needs nobody.
    @Test
    void aUwsgiThatNeedsFewerWorkersReplacesFewer() {
        try (var pool = Kind.UWSGI.pool("--cheaper", "2", "--cheaper-initial", "4")) {
            var load = HttpLoad.on(pool.port(), Collections.nCopies(4, "/?slow=1"));
            TestPool.await("all", () -> pool.workers().size() == 4);
            load.close();
            String pid = Long.toString(pool.manager());
            var ran = Kidreaper.run("restart", "--json", "--pid", pid, "--newborn", "500ms");
            assertThat(ran.exit()).as(ran.out() + ran.err()).isZero();
            assertThat(ran.out()).contains("\"failed\":[]");
            assertThat(pool.workers()).hasSizeGreaterThanOrEqualTo(2);
        }
    }

    @Test
    void pumaWithForkWorkerIsSaidToBeLeftAlone() {
        try (var pool = Kind.PUMA.pool("--fork-worker")) {
            TestPool.sleep(Duration.ofSeconds(3));
            Set<Long> before = pool.children();
            String pid = Long.toString(pool.manager());
            for (String[] line :
                    new String[][] {
                        {"restart", "--pid", pid},
                        {"restart", "--pid", pid, "--signal", "TERM"},
                        {pid, "1024"}
                    }) {
                var ran = Kidreaper.run(line);
                assertThat(ran.exit()).as(ran.err()).isEqualTo(1);
                assertThat(ran.err()).contains("puma-fork-worker", "phased-restart");
            }
            assertThat(pool.children()).isEqualTo(before);
        }
    }

    @Test
    void starmanWithoutTitlesIsUnknown() {
        try (var pool = Kind.STARMAN.pool("--disable-proctitle")) {
            TestPool.await("all", () -> pool.children().size() == 4);
            Set<Long> before = pool.children();
            var ran = Kidreaper.run("restart", "--pid", Long.toString(pool.manager()));
            assertThat(ran.exit()).isEqualTo(2);
            assertThat(ran.err()).contains("not a known kind of manager");
            assertThat(pool.children()).isEqualTo(before);
        }
    }

    /// A start script that does not end in `exec`, or a supervisor: its child is the manager, and
    /// HUP would reload the whole pool.
    @Test
    void aManagerBelowTheNamedProcessIsLeftAloneAndNamed() {
        List<String> wrapped =
                List.of(
                        "sh",
                        "-c",
                        "gunicorn -w 2 -b 127.0.0.1:PORT --chdir APPS app:application; true");
        try (var pool = ManagerProcess.start(wrapped, Map.of(), "/")) {
            long manager = pool.children().iterator().next();
            var ran = Kidreaper.run(Long.toString(pool.manager()), "1000000");
            assertThat(ran.exit()).as(ran.err()).isZero();
            assertThat(ran.err()).contains("is a manager itself (gunicorn)", "--pid " + manager);
            var others =
                    Kidreaper.run(
                            "restart", "--signal", "HUP", "--pid", Long.toString(pool.manager()));
            assertThat(others.err()).contains("is a manager itself (gunicorn)");
            assertThat(pool.logged("Handling signal")).isEmpty();
            assertThat(pool.children()).containsExactly(manager);
        }
    }

    /// Its children would die of the signal amid their work.
    @Test
    void aChildWithoutAHandlerIsNotSignalled() {
        List<String> sleepers = List.of("python3", "-c", SLEEPERS, "PORT");
        try (var pool = ManagerProcess.start(sleepers, Map.of(), p -> p.children().size() == 2)) {
            Set<Long> before = pool.children();
            TestPool.sleep(Duration.ofMillis(2200));
            var ran = Kidreaper.run(Long.toString(pool.manager()), "1000");
            assertThat(ran.exit()).isEqualTo(1);
            assertThat(ran.err() + ran.out()).contains("no handler for HUP", "at once");
            assertThat(pool.children()).isEqualTo(before);
        }
    }

    private static void restartsOnlyWorkers(ManagerProcess pool, int count, int helpers) {
        TestPool.sleep(Duration.ofMillis(2500));
        Set<Long> before = pool.workers();
        var others = new TreeSet<>(pool.children());
        others.removeAll(before);
        assertThat(before).hasSize(count);
        assertThat(others).hasSize(helpers);
        var ran = Kidreaper.run("restart", "--pid", Long.toString(pool.manager()));
        assertThat(ran.out() + ran.err()).contains(count + " recycled, 0 failed, 0 kept");
        assertThat(pool.workers()).hasSize(count).doesNotContainAnyElementsOf(before);
        assertThat(pool.children()).containsAll(others);
    }
}
