package dev.kidreaper.cli;

import static dev.kidreaper.testing.RawClient.begin;
import static dev.kidreaper.testing.RawClient.join;
import static dev.kidreaper.testing.RawClient.params;
import static dev.kidreaper.testing.RawClient.record;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.testing.RawClient;
import dev.kidreaper.testing.Served;
import dev.kidreaper.testing.TestPool;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Requests whose end comes after the rest, as Apache's `mod_proxy_fcgi` sends it: libfcgi, which
/// has answered by then, takes that for the beginning of the next one.
class ServeLateEndIT {
    private static final int AT_ONCE = 4;
    private static final String WORKER =
            """
            my $request = FCGI::Request();
            print "Content-Type: text/plain\\r\\n\\r\\npid=$$ end\\n" while $request->Accept() >= 0;
            """;

    private final Path folder;

    ServeLateEndIT(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void oneWithoutABodyWhoseEndComesInAMomentCostsNoConnection() throws IOException {
        everyRequestIsAnsweredByTheSameWorker(400, 100, 0);
    }

    /// Nobody waits for long for the rest of a request.
    @Test
    void oneWhoseEndComesMuchLaterIsAnsweredBeforeAndCostsNoWorker() throws IOException {
        everyRequestIsAnsweredByTheSameWorker(20, 60_000, 0);
    }

    @Test
    void oneWhoseBodyComesLaterAndIsNotReadCostsNoWorker() throws IOException {
        everyRequestIsAnsweredByTheSameWorker(400, 100, 500);
        everyRequestIsAnsweredByTheSameWorker(20, 60_000, 500);
    }

    private void everyRequestIsAnsweredByTheSameWorker(int each, int micros, int body)
            throws IOException {
        try (var served =
                        Served.start(
                                folder, "--workers", "1", "--", "perl", "-MFCGI", "-e", WORKER);
                var threads = Executors.newFixedThreadPool(AT_ONCE)) {
            List<Future<List<String>>> all =
                    IntStream.range(0, AT_ONCE)
                            .mapToObj(
                                    n -> threads.submit(() -> answers(served, each, micros, body)))
                            .toList();
            String right = "pid=%d end".formatted(served.workers().getFirst());
            assertThat(all)
                    .allSatisfy(answers ->
                            assertThat(answers.get())
                                    .hasSize(each)
                                    .allSatisfy(answer -> assertThat(answer).contains(right)));
            assertThat(served.logs("event=broken")).as(served.log()).isZero();
            assertThat(served.number("requests_retried")).isZero();
        }
    }

    private static List<String> answers(Served served, int each, int micros, int body)
            throws IOException {
        byte[] head =
                join(
                        begin(1, 1, true),
                        record(4, 1, params("REQUEST_METHOD", "GET", "CONTENT_LENGTH", "" + body)),
                        record(4, 1, new byte[0]));
        byte[] end = record(5, 1, new byte[0]);
        byte[] rest = body == 0 ? end : join(record(5, 1, new byte[body]), end);
        var answers = new ArrayList<String>();
        try (var client = new RawClient(served.socket())) {
            for (int n = 0; n < each; n++) {
                client.send(head);
                TestPool.sleep(Duration.ofNanos(1000L * micros * (n % AT_ONCE)));
                answers.add(client.send(rest).answer(1));
            }
        }
        return answers;
    }
}
