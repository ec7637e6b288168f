package dev.kidreaper.cli;

import static dev.kidreaper.testing.RawClient.begin;
import static dev.kidreaper.testing.RawClient.get;
import static dev.kidreaper.testing.RawClient.join;
import static dev.kidreaper.testing.RawClient.params;
import static dev.kidreaper.testing.RawClient.record;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.testing.CWorker;
import dev.kidreaper.testing.RawClient;
import dev.kidreaper.testing.Served;
import dev.kidreaper.testing.TestPool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/// Whom `kidreaper serve` wakes, and that nobody waits for ever for what it has not taken.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("alone")
@Isolated
class ServeWakeIT {
    private static final int RESPONDER = 1;

    /// `SCHED_BATCH` and `SCHED_IDLE` (sched(7)).
    private static final int BATCH = 3;

    private static final int IDLE = 5;
    private static final int REQUESTS = 3000;
    private static final int PATIENCE_SECONDS = 20;

    /// Far more records of one byte than a socket's buffer has room for.
    private static final int TINY = 5000;

    private final Served served;

    ServeWakeIT() throws IOException {
        served = Served.ofC("--workers", "1");
    }

    @BeforeAll
    void isReady() {
        assertThat(served.workers()).hasSize(1);
    }

    @AfterAll
    void ends() {
        served.close();
    }

    /// Twice, if it is also woken because its answer was read: it has room to write again then.
    @Test
    void aWorkerIsWokenOnceForARequest() throws IOException {
        try (var client = new RawClient(served.socket())) {
            ask(client); // Its code is loaded then.
            long before = waits();
            ask(client);
            assertThat((double) (waits() - before) / REQUESTS).isBetween(0.5, 1.4);
        }
    }

    private static void ask(RawClient client) throws IOException {
        for (int i = 0; i < REQUESTS; i++) {
            assertThat(client.send(get(1, "/ok", true)).answer(1)).contains("/ok");
        }
    }

    /// How often the worker has gone to sleep.
    private long waits() {
        return TestPool.status(served.workers().getFirst(), "voluntary_ctxt_switches");
    }

    @Test
    void anAnswerThatFillsItsSocketWithTinyRecordsComesWhole() throws IOException {
        try (var client = new RawClient(served.socket())) {
            client.send(get(1, "/tiny=" + TINY, false));
            whileServeIsStopped(Duration.ofMillis(400));
            assertThat(client.answer(1)).endsWith("t".repeat(TINY));
        }
    }

    @Test
    void aRequestThatFillsItsSocketWithTinyRecordsComesWhole() throws Exception {
        try (var client = new RawClient(served.socket())) {
            client.send(get(1, "/ok", true)).answer(1); // Its events are asked for from then on.
            var sent = CompletableFuture.runAsync(() -> upload(client));
            whileServeIsStopped(Duration.ofMillis(400));
            sent.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            assertThat(client.answer(1)).contains("length=" + TINY);
        }
    }

    private void upload(RawClient client) {
        byte[] head = params("REQUEST_METHOD", "POST", "REQUEST_URI", "/upload");
        try {
            TestPool.sleep(Duration.ofMillis(100)); // It is stopped then.
            client.send(begin(1, RESPONDER, false));
            client.send(join(record(4, 1, head), record(4, 1, new byte[0])));
            for (int i = 0; i < TINY; i++) {
                client.send(record(5, 1, new byte[1]));
            }
            client.send(record(5, 1, new byte[0]));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aConnectionIsClosedOnlyWhenAllOfItIsRead() throws IOException {
        for (int i = 0; i < 100; i++) {
            try (var client = new RawClient(served.socket())) {
                assertThat(client.send(get(1, "/ok", false)).answer(1)).contains("/ok");
                assertThat(client.ends()).isTrue();
            }
        }
    }

    /// nginx-tests' fastcgi_keepalive.t counts on it.
    @Test
    void requestsWithoutAMethodKeepTheWorkersConnection() throws IOException {
        byte[] head = record(4, 1, params("REQUEST_URI", "/ok"));
        byte[] end = join(record(4, 1, new byte[0]), record(5, 1, new byte[0]));
        byte[] request = join(begin(1, RESPONDER, true), head, end);
        try (var client = new RawClient(served.socket())) {
            client.send(request).answer(1);
            var before = descriptors();
            for (int i = 0; i < 10; i++) {
                assertThat(client.send(request).answer(1)).contains("/ok");
            }
            assertThat(descriptors()).isEqualTo(before);
        }
    }

    /// What the worker has open: a new connection is another socket.
    private Set<String> descriptors() throws IOException {
        var open = new HashSet<String>();
        var folder = Path.of("/proc/%d/fd".formatted(served.workers().getFirst()));
        try (var links = Files.newDirectoryStream(folder)) {
            for (Path link : links) {
                open.add(Files.readSymbolicLink(link).toString());
            }
        }
        return open;
    }

    @Test
    void workersTakeNoProcessorFromOthers() throws IOException {
        assertThat(policy(served.workers().getFirst())).isEqualTo(BATCH);
    }

    @Test
    void howSomebodyHasThemScheduledHolds(@TempDir Path folder) throws IOException {
        String worker = CWorker.program().toString();
        var chosen = List.of("chrt", "--idle", "0");
        try (var other = Served.startBy(chosen, folder, "--workers", "1", "--", worker)) {
            assertThat(policy(other.workers().getFirst())).isEqualTo(IDLE);
        }
    }

    /// Its scheduling policy.
    private static int policy(long pid) {
        return Integer.parseInt(TestPool.stat(pid, 41));
    }

    private void whileServeIsStopped(Duration time) {
        TestPool.kill("STOP", served.pid());
        TestPool.sleep(time);
        TestPool.kill("CONT", served.pid());
    }
}
