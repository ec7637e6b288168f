package dev.kidreaper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.testing.DaemonProcess;
import dev.kidreaper.testing.Kidreaper;
import dev.kidreaper.testing.TestPool;
import dev.kidreaper.testing.WebRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The daemon on real pools.
class WatchIT {
    private static final String LIMIT = "limit = \"20M\"";

    private final Path folder;

    WatchIT(@TempDir Path folder) {
        this.folder = folder;
    }

    @Tag("alone")
    @ResourceLock(Resources.GLOBAL)
    @Test
    void anOvergrownWorkerIsRecycledAndRememberedAndTermEndsItInASecond() {
        try (var pool = TestPool.start(3);
                var daemonProcess = watch(pool)) {
            daemonProcess.await("\"state\":\"watching\"");
            WebRequest.send(pool.socket(), "leak=40000").answer();
            daemonProcess.await("\"recycled\":1");
            assertThat(daemonProcess.status()).contains("\"history\":\"on disk\"", "\"failed\":0");
            assertThat(pool.children()).hasSize(3);
            assertThat(daemonProcess.ask("events").out())
                    .contains("pool=pool event=pool-found")
                    .contains("event=recycling uss=")
                    .contains("event=recycled uss=", "idle_proof=true");
            assertThat(daemonProcess.ask("recycle", "pool", "--wait").out())
                    .as(daemonProcess.log())
                    .isEqualTo("3 recycled, 0 failed\n");
            daemonProcess.await("\"recycled\":4");
            assertThat(daemonProcess.stop()).isLessThan(Duration.ofSeconds(2));
        }
    }

    /// A reload keeps what is known of a pool whose manager is found as before; a pause holds over
    /// it.
    @Tag("alone")
    @ResourceLock(Resources.GLOBAL)
    @Test
    void itIsPausedAskedWhyAndReloaded() throws IOException {
        Path told = folder.resolve("told");
        String hook =
                """
                [[hook]]
                name = "tell"
                on = "recycled"
                command = ["/bin/sh", "-c", "cat >>%s"]
                """
                        .formatted(told);
        try (var pool = TestPool.start(2);
                var daemonProcess = watch(pool.pidfile(), LIMIT, hook)) {
            daemonProcess.await("\"state\":\"watching\"");
            assertThat(Path.of("/proc", "" + daemonProcess.pid(), "comm")).hasContent("kidreaper");
            daemonProcess.awaitLog(log -> assertThat(log).contains("event=ready pools=1"));
            assertThat(daemonProcess.ask("why", "pool").out())
                    .contains("is below the limit of 20.0M");
            assertThat(daemonProcess.ask("recycle", "pool", "--wait").out())
                    .isEqualTo("2 recycled, 0 failed\n");
            isTold(told);
            assertThat(daemonProcess.ask("pause", "pool", "--for", "1h").out())
                    .isEqualTo("pool pool: no worker is recycled for 1 h 0 min\n");
            Path file = folder.resolve("kidreaper.toml");
            String other =
                    Files.readString(file).replace("20M", "30M").replace("off", "127.0.0.1:1");
            Files.writeString(file, other);
            assertThat(daemonProcess.ask("reload").out())
                    .isEqualTo("reloaded: 1 pool\n[web] listen changes at the next start\n");
            daemonProcess.await("\"limit_bytes\":31457280");
            assertThat(daemonProcess.status())
                    .contains("\"recycled\":2", "\"state\":\"paused\"", "an operator has paused");
            assertThat(daemonProcess.log())
                    .containsOnlyOnce("event=pool-found")
                    .contains("event=reload-partial");
            var workers = pool.children();
            WebRequest.send(pool.socket(), "leak=60000").answer();
            assertThat(daemonProcess.ask("recycle", "pool").out()).contains("recycling is paused");
            assertThat(pool.children()).isEqualTo(workers);
            assertThat(daemonProcess.ask("resume", "pool").out()).contains("recycling goes on");
            daemonProcess.await("\"recycled\":4");
            Files.writeString(file, "nonsense");
            var refused = daemonProcess.ask("reload");
            assertThat(refused.exit()).isEqualTo(1);
            assertThat(refused.err()).contains("the file is wrong, and nothing changes");
        }
    }

    @Test
    void itsManagerIsFoundAgainAfterARestart() throws IOException {
        Path pidfile = folder.resolve("manager.pid");
        try (var first = TestPool.start(2)) {
            Files.copy(first.pidfile(), pidfile);
            try (var daemonProcess = watch(pidfile, LIMIT, "")) {
                daemonProcess.await("\"state\":\"watching\"");
                TestPool.kill("TERM", first.manager());
                daemonProcess.await("\"state\":\"lost\"");
                assertThat(daemonProcess.ask("events").out()).contains("event=pool-lost");
                assertThat(daemonProcess.ask("recycle", "nobody").exit()).isEqualTo(3);
                try (var second = TestPool.start(2)) {
                    Files.copy(second.pidfile(), pidfile, StandardCopyOption.REPLACE_EXISTING);
                    daemonProcess.await("\"state\":\"watching\"");
                    WebRequest.send(second.socket(), "leak=40000").answer();
                    daemonProcess.await("\"recycled\":1");
                }
            }
        }
    }

    /// Though no worker has a limit of its own, and the measure is one that does not tell it. No
    /// other one goes: the pool is small again.
    @Test
    void theLargestGoesWhenThePoolHasReachedItsLimit() {
        String limits = "pool-limit = \"150M\"\nmeasure = \"rss\"\nlimit = \"10G\"";
        try (var pool = TestPool.start(3);
                var daemonProcess = watch(pool.pidfile(), limits, "")) {
            daemonProcess.await("\"state\":\"watching\"");
            String largest = WebRequest.send(pool.socket(), "leak=150000").answer();
            daemonProcess.await("\"recycled\":1");
            String pid = largest.replaceFirst("(?s).*pid=(\\d+).*", "$1");
            daemonProcess.awaitLog(
                    log -> assertThat(log).contains("worker=" + pid + " event=recycled pss="));
            TestPool.sleep(Duration.ofMillis(1500));
            assertThat(daemonProcess.log()).containsOnlyOnce("event=recycling");
        }
    }

    /// Asking any worker of such a manager to leave would end them all.
    @Test
    void aDoomedManagersWorkersAreLeftAlone() {
        try (var pool = TestPool.start(2, "old", "daemon");
                var daemonProcess = watch(pool)) {
            var before = pool.children();
            WebRequest.send(pool.socket(), "leak=40000").answer();
            daemonProcess.await("\"state\":\"paused\"");
            assertThat(daemonProcess.status()).contains("FCGI::ProcManager before 0.18");
            assertThat(pool.children()).isEqualTo(before);
        }
    }

    /// A profile that is plainly another kind's, or a described kind that does not fit, is not
    /// acted upon.
    @ParameterizedTest
    @CsvSource({
        "profile = 'php-fpm', 'is a manager of fcgi-procmanager, not of php-fpm'",
        "manager-title = 'myapp', has not the manager-title",
        "manager-command = '^myapp ', has not the manager-command"
    })
    void aManagerOfAnotherKindIsNotMeant(String kind, String why) {
        String custom = kind.startsWith("manager") ? "[pool.custom]\nsignal = 'TERM'\n" : "";
        try (var pool = TestPool.start(1);
                var daemonProcess = watch(pool.pidfile(), LIMIT, custom + kind)) {
            daemonProcess.await(why);
            assertThat(daemonProcess.status()).contains("\"state\":\"missing\"");
        }
    }

    @Test
    void aDescribedKindIsKept() {
        String kind =
                """
                [pool.custom]
                signal = "HUP"
                manager-title = "stranger"
                worker-title = "perl-fcgi"
                """;
        try (var pool = TestPool.start(1, "stranger");
                var daemonProcess = watch(pool.pidfile(), LIMIT, kind)) {
            WebRequest.send(pool.socket(), "leak=40000").answer();
            daemonProcess.await("\"recycled\":1");
            daemonProcess.awaitLog(log -> assertThat(log).contains("profile=custom"));
        }
    }

    @Test
    void aWrongFileStartsNothing() throws IOException {
        Path file = folder.resolve("kidreaper.toml");
        Files.writeString(file, "[[pool]]\nname = \"web\"\n");
        var ran = Kidreaper.run("watch", "--config", file.toString());
        assertThat(ran.exit()).isEqualTo(2);
        assertThat(ran.err()).contains(file + ":1:1");
        var status = Kidreaper.run("status", "--socket", folder.resolve("none").toString());
        assertThat(status.exit()).isEqualTo(3);
        assertThat(status.err()).contains("no daemon answers").hasLineCount(1);
    }

    /// Of two recycles, and when it is tried.
    private void isTold(Path told) {
        TestPool.await("hooks", () -> TestPool.read(told).lines().count() == 2);
        assertThat(TestPool.read(told).lines())
                .allMatch(l -> l.contains("\"event\":\"recycled\",\"worker\":"));
        String config = folder.resolve("kidreaper.toml").toString();
        assertThat(Kidreaper.run("hook", "test", "tell", "--config", config).out())
                .isEqualTo("hook tell, told of recycled: exit 0\n");
        var missing = Kidreaper.run("hook", "test", "x", "-c", config, "--json");
        assertThat(missing.exit()).isEqualTo(3);
        assertThat(missing.out()).startsWith("{\"problem\":\"no hook is called 'x': there is tell");
        assertThat(Kidreaper.run("hook", "test", "tell", "-c", config, "--json").out())
                .isEqualTo(
                        "{\"hook\":\"tell\",\"event\":\"recycled\",\"succeeded\":true,"
                                + "\"how\":\"exit 0\"}\n");
    }

    private DaemonProcess watch(TestPool pool) {
        return watch(pool.pidfile(), LIMIT, "");
    }

    /// @param limits the lines on its limits
    /// @param kind the lines on its manager's kind
    private DaemonProcess watch(Path pidfile, String limits, String kind) {
        boolean table = kind.startsWith("[");
        return DaemonProcess.begin(
                folder,
                """
                pidfile = "%s"
                %s
                %s
                [pool.pace]
                pause = "0s"
                newborn = "300ms"
                %s
                """
                        .formatted(pidfile, limits, table ? "" : kind, table ? kind : ""));
    }
}
