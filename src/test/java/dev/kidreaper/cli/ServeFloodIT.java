package dev.kidreaper.cli;

import static dev.kidreaper.testing.RawClient.get;
import static dev.kidreaper.testing.RawClient.record;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.testing.RawClient;
import dev.kidreaper.testing.Served;
import dev.kidreaper.testing.TestPool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// `kidreaper serve` and more of something than anybody needs, from clients and from workers.
class ServeFloodIT {
    private static final int MEBIBYTE = 1 << 20;
    private static final Duration SOON = Duration.ofSeconds(5);

    @Test
    void thousandsOfAbortedRequestsLeaveNothingBehind() throws IOException {
        try (var served = Served.ofC("--workers", "2")) {
            assertThat(answer(served, "/ok")).contains("/ok");
            long before = descriptors(served);
            for (int i = 0; i < 3000; i++) {
                try (var client = new RawClient(served.socket())) {
                    client.send(get(1, "/slow=1", true));
                    if (i % 2 == 0) {
                        client.send(record(2, 1, new byte[0]));
                    }
                }
            }
            assertThat(answer(served, "/ok")).contains("/ok");
            TestPool.await("its descriptors", () -> descriptors(served) <= before + 2);
            assertThat(served.workers()).hasSize(2);
            assertThat(served.logs("[BUG]")).as(served.log()).isZero();
        }
    }

    @Test
    void whoReadsNothingHoldsUpOnlyItsWorker() throws IOException {
        try (var served = Served.ofC("--workers", "4")) {
            assertThat(answer(served, "/ok")).contains("/ok");
            long before = peak(served);
            var deaf = new ArrayList<RawClient>();
            try {
                for (int i = 0; i < 2; i++) {
                    var client = new RawClient(served.socket());
                    deaf.add(client.send(get(1, "/large=204800", false)));
                }
                TestPool.sleep(Duration.ofMillis(500));
                for (int i = 0; i < 50; i++) {
                    assertThat(answer(served, "/ok")).contains("/ok");
                }
                assertThat(peak(served) - before).as("more bytes").isLessThan(16L * MEBIBYTE);
            } finally {
                for (RawClient client : deaf) {
                    client.close();
                }
            }
        }
    }

    /// Two million lines, fifty megabytes, to a client that reads them.
    @Test
    void complaintsWithoutEndTakeNoMemory() throws IOException {
        try (var served = Served.ofC("--workers", "1");
                var client = new RawClient(served.socket())) {
            assertThat(answer(served, "/stderr")).contains("complained");
            long before = peak(served);
            assertThat(client.send(get(1, "/stderr=2000000", false)).skim()).isPositive();
            assertThat(answer(served, "/ok")).contains("/ok");
            assertThat(peak(served) - before).as("more bytes").isLessThan(16L * MEBIBYTE);
        }
    }

    /// A million records that no worker has to send: 8 MB.
    @Test
    void aWorkersManagementRecordsHoldUpNobody() throws Exception {
        try (var served = Served.ofC("--workers", "2")) {
            assertThat(answer(served, "/ok")).contains("/ok");
            var flood = CompletableFuture.supplyAsync(() -> tried(served, "/manage=1000000"));
            for (int i = 0; i < 20 || !flood.isDone(); i++) {
                assertThat(CompletableFuture.supplyAsync(() -> tried(served, "/ok")))
                        .succeedsWithin(SOON)
                        .asString()
                        .contains("/ok");
            }
            TestPool.await("both workers", () -> served.workers().size() == 2);
            assertThat(served.logs("[BUG]")).as(served.log()).isZero();
        }
    }

    /// Each client gets a whole answer, or is told that there is none.
    @Test
    void workersThatAreKilledUnderLoadLeaveNoHalfAnswer() throws Exception {
        try (var served = Served.ofC("--workers", "4")) {
            assertThat(answer(served, "/ok")).contains("/ok");
            var clients =
                    IntStream.range(0, 3)
                            .mapToObj(_ -> CompletableFuture.supplyAsync(() -> load(served)))
                            .toList();
            var random = new Random(7);
            int kills = 0;
            while (!clients.stream().allMatch(CompletableFuture::isDone) && kills < 40) {
                TestPool.sleep(Duration.ofMillis(100));
                List<Long> workers = served.workers();
                if (workers.size() > 1) {
                    TestPool.kill("KILL", workers.get(random.nextInt(workers.size())));
                    kills++;
                }
            }
            var answers = new ArrayList<String>();
            for (var client : clients) {
                answers.addAll(client.get());
            }
            assertThat(kills).isGreaterThan(5);
            assertThat(answers)
                    .hasSize(900)
                    .allMatch(a -> a.contains("slept") || a.contains("Status: 502"));
            assertThat(answers.stream().filter(a -> a.contains("502")).count())
                    .isLessThanOrEqualTo(kills);
            TestPool.await("four workers", () -> served.workers().size() == 4);
        }
    }

    private static List<String> load(Served served) {
        return Stream.generate(() -> tried(served, "/slow=5")).limit(300).toList();
    }

    private static String tried(Served served, String path) {
        try {
            return answer(served, path);
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static String answer(Served served, String path) throws IOException {
        try (var client = new RawClient(served.socket())) {
            return client.send(get(1, path, false)).answer(1);
        }
    }

    private static long descriptors(Served served) {
        try (Stream<Path> all = Files.list(Path.of("/proc/" + served.pid() + "/fd"))) {
            return all.count();
        } catch (IOException e) {
            return Long.MAX_VALUE;
        }
    }

    private static long peak(Served served) {
        return TestPool.status(served.pid(), "VmHWM") * 1024;
    }
}
