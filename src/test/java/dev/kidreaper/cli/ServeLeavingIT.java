package dev.kidreaper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.testing.CWorker;
import dev.kidreaper.testing.Nginx;
import dev.kidreaper.testing.Served;
import dev.kidreaper.testing.Web;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Workers behind `kidreaper serve` that leave, or close their connection, when they think fit.
class ServeLeavingIT {
    private static final int AT_ONCE = 6;
    private static final int EACH = 100;
    private static final int[] BODIES = {0, 10, 6_000, 70_000, 300_000};

    private final Path folder;

    ServeLeavingIT(@TempDir Path folder) {
        this.folder = folder;
    }

    /// No request may be on its way to one that leaves, the less so one that must not be sent
    /// twice.
    @Test
    void oneThatLeavesByItselfBetweenTwoRequestsCostsNone() throws IOException {
        everyRequestIsAnsweredBy("/count=5", "event=exited how=\"exit 0\"");
    }

    @Test
    void oneThatShutsItsSocketDownBeforeItLeavesCostsNoneEither() throws IOException {
        everyRequestIsAnsweredBy("/shut=5", "event=exited how=\"exit 0\"");
    }

    /// Its socket looks then as if somebody still waited there.
    @Test
    void whatItHadSeenWhenItDiedIsNotSentTwice() throws IOException {
        String worker = CWorker.program().toString();
        try (var served = Served.start(folder, "--workers", "2", "--", worker);
                var nginx = Nginx.start(folder, served.socket())) {
            assertThat(Web.post(nginx.uri("/shutdie"), new byte[10]).status()).isEqualTo(502);
            assertThat(served.number("requests_retried")).isZero();
        }
    }

    private void everyRequestIsAnsweredBy(String path, String logged) throws IOException {
        String worker = CWorker.program().toString();
        try (var served = Served.start(folder, "--workers", "3", "--", worker);
                var nginx = Nginx.start(folder, served.socket())) {
            List<CompletableFuture<List<String>>> all =
                    IntStream.range(0, AT_ONCE)
                            .mapToObj(n -> CompletableFuture.supplyAsync(() -> send(nginx, path)))
                            .toList();
            assertThat(all).allSatisfy(wrong -> assertThat(wrong.join()).isEmpty());
            assertThat(served.number("requests")).isEqualTo(AT_ONCE * EACH);
            assertThat(served.number("cut")).isZero();
            assertThat(served.logs(logged)).isGreaterThan(AT_ONCE * EACH / 10);
        }
    }

    /// What was answered wrongly.
    private static List<String> send(Nginx nginx, String path) {
        return IntStream.range(0, EACH)
                .map(n -> BODIES[n % BODIES.length])
                .mapToObj(size -> send(nginx, path, size))
                .filter(wrong -> !wrong.isEmpty())
                .toList();
    }

    private static String send(Nginx nginx, String path, int size) {
        try {
            var uri = nginx.uri(path);
            var answer = size == 0 ? Web.get(uri) : Web.post(uri, new byte[size]);
            boolean right = answer.body().contains("length=" + size + " ");
            return right ? "" : "%d bytes: %d %s".formatted(size, answer.status(), answer.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
