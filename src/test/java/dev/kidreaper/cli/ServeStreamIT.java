package dev.kidreaper.cli;

import static dev.kidreaper.testing.RawClient.begin;
import static dev.kidreaper.testing.RawClient.get;
import static dev.kidreaper.testing.RawClient.join;
import static dev.kidreaper.testing.RawClient.params;
import static dev.kidreaper.testing.RawClient.record;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.testing.RawClient;
import dev.kidreaper.testing.Served;
import dev.kidreaper.testing.TestPool;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// What streams through `kidreaper serve`, in both directions, much more of it than it holds.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ServeStreamIT {
    private static final int RESPONDER = 1;
    private static final int PATIENCE_SECONDS = 20;
    private static final int PIECE = 65_528;
    private static final int MANY = 800;
    private static final long MEBIBYTE = 1 << 20;
    private static final long GIBIBYTE = 1 << 30;

    /// The compiler works at the same time, and needs memory of its own.
    private static final long MOST_MORE = 32 * MEBIBYTE;

    private final Served served;

    ServeStreamIT() throws IOException {
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

    /// Uploads so many bytes. What the worker says to it.
    private String upload(long bytes) {
        byte[] head = params("REQUEST_METHOD", "POST", "REQUEST_URI", "/upload");
        try (var client = new RawClient(served.socket())) {
            client.send(join(begin(1, RESPONDER, false), record(4, 1, head)));
            client.send(record(4, 1, new byte[0]));
            byte[] piece = record(5, 1, new byte[PIECE]);
            long left = bytes;
            for (; left >= PIECE; left -= PIECE) {
                client.send(piece);
            }
            client.send(join(record(5, 1, new byte[(int) left]), record(5, 1, new byte[0])));
            return client.answer(1);
        } catch (IOException e) {
            return "no answer: " + e.getMessage();
        }
    }

    @Test
    void whatHasWaitedForAWorkerIsUploadedToItsEnd() throws Exception {
        for (int i = 0; i < 20; i++) {
            try (var first = new RawClient(served.socket())) {
                first.send(get(1, "/slow=100", false));
                TestPool.sleep(Duration.ofMillis(20));
                var uploads = new ArrayList<CompletableFuture<String>>();
                for (int n = 0; n < 3; n++) {
                    uploads.add(CompletableFuture.supplyAsync(() -> upload(MEBIBYTE)));
                }
                assertThat(first.answer(1)).contains("slept");
                for (var upload : uploads) {
                    String said = upload.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
                    assertThat(said).contains("length=" + MEBIBYTE);
                }
            }
        }
    }

    /// Each is left with its web server, but for its beginning.
    @Test
    void manyUploadsThatWaitForAWorkerTakeLittleMemoryAndComeThrough() throws IOException {
        upload(4 * MEBIBYTE);
        long before = peak();
        byte[] head = params("REQUEST_METHOD", "POST", "REQUEST_URI", "/upload");
        byte[] body = new byte[60_000];
        byte[] whole =
                join(
                        join(begin(1, RESPONDER, false), record(4, 1, head)),
                        join(record(4, 1, new byte[0]), record(5, 1, body)),
                        join(record(5, 1, body), record(5, 1, new byte[0])));
        var clients = new ArrayList<RawClient>();
        try (var first = new RawClient(served.socket())) {
            first.send(get(1, "/slow=3000", false));
            for (int i = 0; i < MANY; i++) {
                clients.add(new RawClient(served.socket()).send(whole));
            }
            assertThat(first.answer(1)).contains("slept");
            for (RawClient client : clients) {
                assertThat(client.answer(1)).contains("length=" + 2 * body.length);
            }
        } finally {
            for (RawClient client : clients) {
                client.close();
            }
        }
        assertThat(peak() - before).as("bytes more than before").isLessThan(MOST_MORE);
    }

    /// Though its end is not reached while there is no room for what comes before.
    @Test
    void anUploadThatWaitsAndWhoseClientHasGoneIsNotHandedOut() throws IOException {
        long requests = served.number("requests");
        long aborted = served.number("requests_aborted");
        byte[] head = params("REQUEST_METHOD", "POST", "REQUEST_URI", "/upload");
        try (var first = new RawClient(served.socket())) {
            first.send(get(1, "/slow=8000", false));
            try (var gone = new RawClient(served.socket())) {
                gone.send(join(begin(1, RESPONDER, false), record(4, 1, head)));
                gone.send(join(record(4, 1, new byte[0]), record(5, 1, new byte[60_000])));
            }
            TestPool.await("aborted", () -> served.number("requests_aborted") == aborted + 1);
            assertThat(served.number("requests")).isEqualTo(requests);
            assertThat(first.answer(1)).contains("slept");
        }
    }

    @Test
    void aGibibyteGoesUpInConstantMemory() throws IOException {
        upload(4 * MEBIBYTE);
        long before = peak();
        assertThat(upload(GIBIBYTE)).contains("length=" + GIBIBYTE);
        assertThat(peak() - before).as("bytes more than before").isLessThan(MOST_MORE);
    }

    @Test
    void aGibibyteComesDownInConstantMemoryToASlowReader() throws IOException {
        download(4 * MEBIBYTE);
        long before = peak();
        download(GIBIBYTE);
        assertThat(peak() - before).as("bytes more than before").isLessThan(MOST_MORE);
    }

    private void download(long bytes) throws IOException {
        try (var client = new RawClient(served.socket())) {
            client.send(get(1, "/large=" + bytes / 1024, false));
            TestPool.sleep(Duration.ofMillis(300)); // All that has room has come by then.
            int head =
                    "Content-Type: text/plain\r\nContent-Length: %d\r\n\r\n"
                            .formatted(bytes)
                            .length();
            assertThat(client.skim() - head).isEqualTo(bytes);
        }
    }

    /// The most memory that serve has ever had, in bytes.
    private long peak() {
        return TestPool.status(served.pid(), "VmHWM") * 1024;
    }
}
