package dev.kidreaper.cli;

import static dev.kidreaper.testing.RawClient.begin;
import static dev.kidreaper.testing.RawClient.get;
import static dev.kidreaper.testing.RawClient.join;
import static dev.kidreaper.testing.RawClient.params;
import static dev.kidreaper.testing.RawClient.record;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.testing.HttpLoad;
import dev.kidreaper.testing.Kidreaper;
import dev.kidreaper.testing.ManagerProcess;
import dev.kidreaper.testing.Nginx;
import dev.kidreaper.testing.Preforked;
import dev.kidreaper.testing.Preforked.Kind;
import dev.kidreaper.testing.RawClient;
import dev.kidreaper.testing.Served;
import dev.kidreaper.testing.TestPool;
import dev.kidreaper.testing.Web;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// `kidreaper serve --attach` where the manager is not there, comes again, or has other workers
/// too.
class AttachedTroubleIT {
    private static final String OTHER =
            """
            [other]
            user = www-data
            listen = FOLDER/other
            pm = static
            pm.max_children = 2
            """;

    private final Path folder;

    AttachedTroubleIT(@TempDir Path folder) {
        this.folder = folder;
    }

    private Kidreaper serve(String attach, Path pidfile) {
        return Kidreaper.run(
                "serve",
                "--listen",
                folder.resolve("front").toString(),
                "--socket",
                folder.resolve("control").toString(),
                "--attach",
                attach,
                "--pidfile",
                pidfile.toString());
    }

    @Test
    void aManagerThatIsNotThereIsNotFound() throws IOException {
        var none = serve("/nonexistent/socket", folder.resolve("none.pid"));
        assertThat(none.exit()).as(none.err()).isEqualTo(3);
        assertThat(none.err().lines().filter(l -> l.startsWith("kidreaper serve: no pidfile")))
                .hasSize(1);
        Path stale = Files.writeString(folder.resolve("stale.pid"), "999999999");
        var gone = serve("/nonexistent/socket", stale);
        assertThat(gone.exit()).as(gone.err()).isEqualTo(3);
        assertThat(gone.err()).contains("no process has pid 999999999");
    }

    @Test
    void aForgedPidfileIsNotBelieved() throws IOException {
        try (var pool = TestPool.start(1)) {
            Path forged = Files.createTempFile("forged", ".pid");
            Files.writeString(forged, Integer.toString(pool.manager()));
            Files.setAttribute(forged, "unix:uid", 65534);
            var ran = serve(pool.socket().toString(), forged);
            Files.delete(forged);
            assertThat(ran.exit()).as(ran.err()).isEqualTo(4);
            assertThat(ran.err()).contains("not trusted");
        }
    }

    @Test
    void workersThatAcceptElsewhereAreNoPool() {
        try (var pool = TestPool.start(1);
                var other = TestPool.start(1)) {
            var ran = serve(other.socket().toString(), pool.pidfile());
            assertThat(ran.exit()).isEqualTo(1);
            assertThat(ran.err()).contains("its workers did not accept our connections");
        }
    }

    @Test
    void aManagerThatIsStartedAgainIsFoundAgain() throws IOException {
        Path pidfile = folder.resolve("manager.pid");
        Path socket = folder.resolve("workers");
        try (var first = TestPool.start(2)) {
            Files.copy(first.pidfile(), pidfile);
            Files.createSymbolicLink(socket, first.socket());
            try (var served =
                            Served.start(
                                    folder,
                                    "--attach",
                                    socket.toString(),
                                    "--pidfile",
                                    pidfile.toString());
                    var nginx = Nginx.start(folder, served.socket());
                    var second = TestPool.start(3)) {
                String before = HttpLoad.get(nginx.port(), "/?x=1");
                TestPool.kill("TERM", first.manager());
                // Workers of FCGI::ProcManager obey after their next request.
                TestPool.sleep(Duration.ofMillis(500));
                HttpLoad.get(nginx.port(), "/?x=1");
                HttpLoad.get(nginx.port(), "/?x=1");
                served.awaitLogs("event=pool-lost", 1);
                Files.copy(second.pidfile(), pidfile, StandardCopyOption.REPLACE_EXISTING);
                Files.delete(socket);
                Files.createSymbolicLink(socket, second.socket());
                // It waits until then.
                assertThat(HttpLoad.get(nginx.port(), "/?x=1")).isNotEqualTo(before);
                served.awaitLogs("event=pool-found", 2);
                TestPool.await("its connections", () -> served.holds(3));
            }
        }
    }

    /// It would else be lost to the pool for as long as it computes: its connection is closed.
    @Test
    void aStuckWorkerIsEndedThoughItsClientHasGone() throws IOException {
        try (var pool = Preforked.start(Kind.PROCMANAGER);
                var served = pool.served(folder, "--request-timeout", "2s")) {
            var before = Set.copyOf(pool.pids());
            byte[] head = join(begin(1, 1, false), record(4, 1, params("QUERY_STRING", "spin=60")));
            try (var client = new RawClient(served.socket())) {
                client.send(join(head, record(4, 1, new byte[0]), record(5, 1, new byte[0])));
                TestPool.sleep(Duration.ofMillis(500));
            }
            served.awaitLogs("event=stuck request=", 1);
            TestPool.await(
                    "a replacement",
                    () -> pool.pids().size() == 4 && !Set.copyOf(pool.pids()).equals(before));
            TestPool.await("its connection", () -> served.holds(4));
            assertThat(served.number("cut")).isZero();
        }
    }

    /// php-fpm has one manager for pools on several sockets.
    @Test
    void theWorkersOfOtherPoolsAreLeftAlone() throws IOException {
        try (var pool =
                        ManagerProcess.start(
                                Preforked.FPM,
                                Map.of("MORE", OTHER),
                                p -> p.children().size() == 6);
                var served =
                        Served.start(
                                folder,
                                "--attach",
                                pool.folder().resolve("other").toString(),
                                "--pidfile",
                                pool.folder().resolve("fpm.pid").toString(),
                                "--max-requests",
                                "5");
                var nginx = Nginx.start(pool.folder(), served.socket())) {
            assertThat(served.holds(2)).isTrue();
            Set<Long> ofOthers = new TreeSet<>();
            for (long pid : pool.children()) {
                if (!TestPool.commandLine(pid).contains("pool other")) {
                    ofOthers.add(pid);
                }
            }
            assertThat(ofOthers).hasSize(4);
            for (int i = 0; i < 20; i++) {
                HttpLoad.get(nginx.port(), "/?x=1");
            }
            TestPool.await("recycles", () -> served.logs("event=recycled") >= 3);
            assertThat(pool.children()).containsAll(ofOthers);
        }
    }

    /// A body that the application does not read must not be taken for the next request.
    @Test
    void aBodyThatNobodyReadsHarmsNobody() throws IOException {
        for (Kind kind : Kind.values()) {
            try (var pool = Preforked.start(kind);
                    var served = pool.served(Files.createDirectory(folder.resolve(kind.name())));
                    var nginx = Nginx.start(pool.folder(), served.socket())) {
                for (int i = 0; i < 40; i++) {
                    int size = i % 4 * 50_000;
                    var answer = Web.post(nginx.uri("/?x=1"), new byte[size]);
                    assertThat(answer.status())
                            .as("%s %s %d %s %s", kind, answer, i, served.log(), nginx.complaints())
                            .isEqualTo(200);
                }
                assertThat(served.number("requests_retried")).as(kind.name()).isZero();
            }
        }
    }

    @Tag("alone")
    @ResourceLock(Resources.GLOBAL)
    @Test
    void requestsThatWereGivenUpCountToo() throws IOException {
        try (var pool = Preforked.start(Kind.PROCMANAGER);
                var served = pool.served(folder, "--max-requests", "3")) {
            int sent = 0;
            while (served.logs("event=leaving why=max-requests requests=3") < 4) {
                try (var client = new RawClient(served.socket())) {
                    client.send(get(1, "/", false));
                }
                TestPool.sleep(Duration.ofMillis(20));
                sent++;
            }
            assertThat(sent).isBetween(12, 24);
            TestPool.await("recycles", () -> served.logs("event=recycled") >= 4);
        }
    }

    /// php-fpm closes a connection over which nothing comes for five seconds, libfcgi after two.
    @ParameterizedTest
    @CsvSource({"PROCMANAGER, 1900", "FPM_ON_PATH, 4900"})
    void aWorkersClosingOfAnIdleConnectionCutsNobody(Kind kind, long idle) throws IOException {
        try (var pool = Preforked.start(kind);
                var served = pool.served(folder);
                var nginx = Nginx.start(pool.folder(), served.socket())) {
            for (int i = 0; i < 4; i++) {
                TestPool.sleep(Duration.ofMillis(idle));
                var load = HttpLoad.on(nginx.port(), Collections.nCopies(4, "/?slow=0.001"));
                TestPool.sleep(Duration.ofMillis(300));
                load.close();
                assertThat(load.failures()).isEmpty();
            }
            assertThat(served.number("requests_retried")).isZero();
        }
    }
}
