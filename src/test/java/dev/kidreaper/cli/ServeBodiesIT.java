package dev.kidreaper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.testing.CWorker;
import dev.kidreaper.testing.Nginx;
import dev.kidreaper.testing.Served;
import dev.kidreaper.testing.TestPool;
import dev.kidreaper.testing.Web;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Requests with bodies through `kidreaper serve`.
class ServeBodiesIT {
    private static final String WORKER = CWorker.program().toString();

    private final Path folder;

    ServeBodiesIT(@TempDir Path folder) {
        this.folder = folder;
    }

    /// libfcgi closes its connection after an answer when the body was not read.
    @Test
    void oneThatNobodyReadsHarmsNoOtherRequest() throws IOException {
        try (var served = Served.start(folder, "--workers", "2", "--", WORKER);
                var nginx = Nginx.start(folder, served.socket())) {
            for (int i = 0; i < 100; i++) {
                var answer = Web.post(nginx.uri("/unread"), new byte[i % 4 * 50_000]);
                assertThat(answer.status()).isEqualTo(200);
            }
            assertThat(served.log()).doesNotContain("event=broken");
        }
    }

    /// It is larger than what is kept while it waits.
    @Test
    void oneThatWaitsForAWorkerComesThroughWhole() throws IOException {
        try (var served = Served.start(folder, "--workers", "1", "--", WORKER);
                var nginx = Nginx.start(folder, served.socket())) {
            for (int size : new int[] {70_000, 90_000, 100_000, 1_000_000}) {
                var slow = CompletableFuture.supplyAsync(() -> status(nginx, "/slow=300"));
                TestPool.sleep(Duration.ofMillis(100));
                var answer = Web.post(nginx.uri("/upload"), new byte[size]);
                assertThat(answer.body()).contains("length=" + size + " ");
                assertThat(slow.join()).isEqualTo(200);
            }
        }
    }

    private static int status(Nginx nginx, String path) {
        try {
            return Web.get(nginx.uri(path)).status();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
