package dev.kidreaper.profiles;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.testing.DaemonProcess;
import dev.kidreaper.testing.HttpLoad;
import dev.kidreaper.testing.Kidreaper;
import dev.kidreaper.testing.ManagerProcess;
import dev.kidreaper.testing.Ports;
import dev.kidreaper.testing.TestPool;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// The kinds whose workers no signal lets leave without harm: they are shown, nothing is sent, and
/// what the kind offers instead is said.
class ObservedKindsIT {
    static final Map<String, String> PYTHON =
            Map.of(
                    "PYTHONPATH",
                    Path.of("src/test/resources/pools").toAbsolutePath().toString(),
                    "PYTHONDONTWRITEBYTECODE",
                    "1");

    /// All the ways to have workers recycled by hand.
    static final List<String> LINES =
            List.of(
                    "restart --pid PID",
                    "restart --pid PID --signal HUP",
                    "reap --pid PID --limit 1K --measure rss --force",
                    "PID 1024");

    private static final String UVICORN = "uvicorn --workers 3 --port PORT asgi:application";
    private static final String APACHE =
            "/usr/sbin/apache2 -D FOREGROUND -f FOLDER/apache.conf -D ";

    @Test
    void uvicorn() {
        try (var pool = ManagerProcess.start(words(UVICORN), PYTHON, "/")) {
            assertIsOnlyObserved(pool, 3, "uvicorn-before-0.30", "use 0.30 or newer");
            Set<Long> before = pool.workers();
            String limits = "pid = %d\nmax-age = \"3s\"\n".formatted(pool.manager());
            try (var daemon = DaemonProcess.start(pool.folder(), limits)) {
                daemon.await("\"state\":\"observing\",\"why\":\"this uvicorn does not replace");
            }
            assertThat(pool.workers()).isEqualTo(before);
        }
    }

    /// Such as systemd starts several of, on one socket.
    @Test
    void aProcessWithoutChildrenIsNoManager() throws IOException {
        Process alone = new ProcessBuilder("sleep", "100").start();
        try {
            var ran = Kidreaper.run("restart", "--pid", Long.toString(alone.pid()));
            assertThat(ran.exit()).isEqualTo(2);
            assertThat(ran.err())
                    .contains("has no children, so it is no manager", "not supported", "MemoryMax=")
                    .hasLineCount(1);
        } finally {
            alone.destroy();
        }
    }

    /// What the profile says of it.
    @Test
    void uvicornReplacesNobody() {
        try (var pool = ManagerProcess.start(words(UVICORN), PYTHON, "/")) {
            TestPool.await("all", () -> pool.workers().size() == 3);
            long worker = pool.workers().iterator().next();
            TestPool.kill("TERM", worker);
            TestPool.await("its end", () -> TestPool.state((int) worker) == 'Z');
            TestPool.sleep(Duration.ofSeconds(3));
            assertThat(pool.workers()).hasSize(2);
        }
    }

    @Test
    void hypercorn() {
        String command = "hypercorn --workers 3 --bind 127.0.0.1:PORT asgi:application";
        try (var pool = ManagerProcess.start(words(command), PYTHON, "/")) {
            assertIsOnlyObserved(pool, 3, "hypercorn", "under gunicorn");
        }
    }

    @Test
    void sidekiq() throws IOException {
        int port = Ports.free();
        var redis =
                new ProcessBuilder(
                                "redis-server",
                                "--port",
                                "" + port,
                                "--bind",
                                "127.0.0.1",
                                "--save",
                                "")
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
        var environment = Map.of("REDIS_URL", "redis://127.0.0.1:%d/0".formatted(port));
        try (var pool =
                ManagerProcess.start(
                        words("sidekiq -r APPS/jobs.rb -c 2"),
                        environment,
                        p -> TestPool.commandLine(p.manager()).startsWith("sidekiq 6"))) {
            String pid = Long.toString(pool.manager());
            assertThat(Kidreaper.run("ps", "--pid", pid).out())
                    .contains(": sidekiq, ", "0 workers");
            var ran = Kidreaper.run("restart", "--pid", pid);
            assertThat(ran.exit()).isEqualTo(1);
            assertThat(ran.err()).contains("(sidekiq): ", "TSTP", "Nothing was signalled");
        } finally {
            redis.destroy();
        }
    }

    /// mod_fcgid's manager was taken for a worker of Apache's, and Apache restarts as a whole when
    /// it ends.
    @Test
    void modFcgid() {
        try (var pool = ManagerProcess.start(words(APACHE + "fcgid"), Map.of(), "/fcgid")) {
            TestPool.await("all", () -> pool.children().size() == pool.workers().size() + 1);
            TestPool.sleep(Duration.ofMillis(2500));
            Set<Long> workers = pool.workers();
            long manager =
                    pool.children().stream()
                            .filter(c -> !workers.contains(c))
                            .findFirst()
                            .orElseThrow();
            Set<Long> programs = children(manager);
            assertThat(programs).isNotEmpty();
            var ran = Kidreaper.run("restart", "--pid", Long.toString(pool.manager()));
            assertThat(ran.exit()).as(ran.out() + ran.err()).isZero();
            assertIsOnlyObserved(
                    manager, programs.size(), "mod_fcgid", "FcgidMaxRequestsPerProcess");
            assertThat(pool.children()).contains(manager);
            assertThat(children(manager)).containsAll(programs);
            assertThat(pool.logged("process manager died|SIGHUP")).isEmpty();
        }
    }

    @Test
    void passenger() {
        var clients = List.of("/app", "/app"); // Of "/" it makes the file index.html.
        try (var pool = ManagerProcess.start(words(APACHE + "passenger"), Map.of(), "/app");
                var load = HttpLoad.on(pool.port(), clients, Duration.ofMillis(50))) {
            long core = titled(pool, "Passenger core");
            long preloader = titled(pool, "Passenger AppPreloader: ");
            TestPool.await("two", () -> ManagerProcess.workers(preloader).size() == 2);
            TestPool.sleep(Duration.ofMillis(2500));
            assertIsOnlyObserved(core, 0, "passenger", "PassengerMaxRequests");
            assertIsOnlyObserved(preloader, 2, "passenger", "PassengerMaxRequests");
            assertThat(load.failures()).isEmpty();
        }
    }

    private static long titled(ManagerProcess pool, String title) {
        TestPool.await(title, () -> find(pool, title).isPresent());
        return find(pool, title).orElseThrow();
    }

    private static Optional<Long> find(ManagerProcess pool, String title) {
        return ProcessHandle.of(pool.manager())
                .orElseThrow()
                .descendants()
                .map(ProcessHandle::pid)
                .filter(pid -> TestPool.commandLine(pid).startsWith(title))
                .findFirst();
    }

    static List<String> words(String command) {
        return List.of(command.split(" ", -1));
    }

    private static Set<Long> children(long pid) {
        return Set.copyOf(
                ProcessHandle.of(pid).orElseThrow().children().map(ProcessHandle::pid).toList());
    }

    static void assertIsOnlyObserved(
            ManagerProcess pool, int workers, String profile, String advice) {
        TestPool.await("all", () -> pool.workers().size() == workers);
        TestPool.sleep(Duration.ofMillis(2500));
        assertIsOnlyObserved(pool.manager(), workers, profile, advice);
    }

    private static void assertIsOnlyObserved(
            long manager, int workers, String profile, String advice) {
        // Not all of its children: Passenger's core has some that live for a moment.
        Set<Long> before = ManagerProcess.workers(manager);
        String pid = Long.toString(manager);
        assertThat(Kidreaper.run("ps", "--pid", pid).out())
                .contains(
                        ": " + profile + ", ", workers == 1 ? "1 worker\n" : workers + " workers");
        assertNothingIsSent(manager, profile, advice);
        assertThat(ManagerProcess.workers(manager)).isEqualTo(before).hasSize(workers);
    }

    static void assertNothingIsSent(long manager, String profile, String advice) {
        for (String line : LINES) {
            var ran = Kidreaper.run(line.replace("PID", Long.toString(manager)).split(" ", -1));
            assertThat(ran.exit()).as(line + ran.out() + ran.err()).isEqualTo(1);
            assertThat(ran.err().lines()).hasSize(1);
            assertThat(ran.err()).contains("(" + profile + "): ", advice, "Nothing was signalled");
        }
    }
}
