package dev.kidreaper.profiles;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.testing.Kidreaper;
import dev.kidreaper.testing.ManagerProcess;
import dev.kidreaper.testing.TestPool;
import dev.kidreaper.testing.Wrk;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

/// nginx's own workers: clients that keep their connections, and workers that are leaving.
class NginxWorkersIT {
    private static final int SOAK_ROUNDS = 75;

    /// Such a client has its next request on the way as soon as it has its answer: QUIT would cut
    /// it off.
    @Test
    void workersWithKeptConnectionsAreLeftAloneAndReported() {
        try (var pool = Kind.NGINX.pool()) {
            TestPool.await("all", () -> pool.workers().size() == 4);
            Set<Long> workers = pool.workers();
            var own = sockets(workers);
            try (var wrk = wrk(pool, 64)) {
                TestPool.sleep(Duration.ofMillis(2500));
                // The workers take what comes: one may have got no connection at all.
                var kept = sockets(workers);
                var busy = new TreeSet<>(workers);
                busy.removeIf(w -> Objects.equals(kept.get(w), own.get(w)));
                String pid = Long.toString(pool.manager());
                var ran = Kidreaper.run("restart", "--pid", pid, "--deadline", "3s");
                var seen = wrk.end();
                assertThat(busy).isNotEmpty();
                assertThat(ran.exit()).isEqualTo(1);
                assertThat(ran.out() + ran.err())
                        .contains(
                                "%d recycled, %d failed".formatted(4 - busy.size(), busy.size()),
                                "it was busy for all of 3.0 s");
                assertThat(pool.workers()).containsAll(busy);
                assertThat(seen.requests()).isGreaterThan(1000);
                assertThat(seen.socketErrors()).isZero();
            }
        }
    }

    /// How many sockets each worker has open.
    private static Map<Long, Long> sockets(Set<Long> workers) {
        return workers.stream().collect(Collectors.toMap(w -> w, NginxWorkersIT::sockets));
    }

    private static long sockets(long pid) {
        try (var open = Files.newDirectoryStream(Path.of("/proc/" + pid + "/fd"))) {
            long sockets = 0;
            for (var descriptor : open) {
                sockets += isSocket(descriptor) ? 1 : 0;
            }
            return sockets;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isSocket(Path descriptor) throws IOException {
        try {
            return Files.readSymbolicLink(descriptor).toString().startsWith("socket:");
        } catch (NoSuchFileException e) {
            return false; // It has been closed since the folder was listed.
        }
    }

    /// Alone: its connections fill the kernel's table, in which `serve --attach` finds workers.
    @Tag("alone")
    @ResourceLock(Resources.GLOBAL)
    @Test
    void underConnectionsOfOneRequestNothingIsLost() {
        recycleUnderLoad(3);
    }

    @Tag("soak")
    @Test
    void soak() {
        recycleUnderLoad(SOAK_ROUNDS);
    }

    private static void recycleUnderLoad(int rounds) {
        try (var pool = Kind.NGINX.pool();
                var wrk = wrk(pool, 16, "-H", "Connection: close")) {
            String pid = Long.toString(pool.manager());
            int recycled = 0;
            for (int round = 0; round < rounds; round++) {
                TestPool.sleep(Duration.ofMillis(500));
                var ran = Kidreaper.run("restart", "--json", "--pid", pid, "--newborn", "300ms");
                assertThat(ran.exit()).as(ran.out() + ran.err()).isZero();
                recycled += ManagerProcess.numbers(ran.out(), "replaced_by", "(.*)").size();
            }
            var seen = wrk.end();
            System.out.printf("NGINX: %d recycled, %s%n", recycled, seen);
            assertThat(recycled).isEqualTo(4 * rounds);
            assertThat(seen.requests()).isGreaterThan(1000);
            assertThat(seen.socketErrors()).isZero();
            assertThat(seen.refused()).isZero();
            assertThat(pool.logged(Kind.NGINX.complaints)).isEmpty();
        }
    }

    private static Wrk wrk(ManagerProcess pool, int connections, String... more) {
        var uri = URI.create("http://127.0.0.1:%d/index.html".formatted(pool.port()));
        return Wrk.start(pool.folder(), uri, connections, Duration.ofMinutes(10), more);
    }

    /// One of the last configuration finishes its long answer, and nobody comes in its place.
    @Test
    void aWorkerThatIsLeavingAlreadyIsLeftAlone() throws IOException {
        try (var pool = Kind.NGINX.pool();
                var client = new Socket(InetAddress.getLoopbackAddress(), pool.port())) {
            TestPool.await("all", () -> pool.workers().size() == 4);
            Set<Long> before = pool.workers();
            client.getOutputStream()
                    .write("GET /slower.txt HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            TestPool.sleep(Duration.ofMillis(300));
            TestPool.kill("HUP", pool.manager());
            TestPool.await("the new ones", () -> areNew(pool, before));
            assertThat(pool.children()).hasSize(4 + 1);
            TestPool.sleep(Duration.ofMillis(2100));
            var ran = Kidreaper.run("restart", "--pid", Long.toString(pool.manager()));
            assertThat(ran.out() + ran.err()).contains("4 recycled, 0 failed, 0 kept");
            var answer =
                    new String(client.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            assertThat(answer).endsWith("end\n");
        }
    }

    private static boolean areNew(ManagerProcess pool, Set<Long> before) {
        Set<Long> now = pool.workers();
        return now.size() == 4 && now.stream().noneMatch(before::contains);
    }
}
