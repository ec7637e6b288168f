package dev.kidreaper.cli;

import static dev.kidreaper.testing.RawClient.get;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.testing.CWorker;
import dev.kidreaper.testing.Nginx;
import dev.kidreaper.testing.Preforked;
import dev.kidreaper.testing.Preforked.Kind;
import dev.kidreaper.testing.RawClient;
import dev.kidreaper.testing.Served;
import dev.kidreaper.testing.TestPool;
import dev.kidreaper.testing.Web;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Workers behind `kidreaper serve` that do not wait for the next request on their connection: they
/// work after their answer, or have several threads.
class ServeAfterAnswerIT {
    private static final String DONE = "has done its work";

    /// Far below the work, far above a request.
    private static final Duration SOON = Duration.ofMillis(1500);

    private final Path folder;

    ServeAfterAnswerIT(@TempDir Path folder) {
        this.folder = folder;
    }

    private Served served(List<String> options, String... words) {
        var args = new ArrayList<>(options);
        args.addAll(List.of("--", CWorker.program().toString()));
        args.addAll(Arrays.asList(words));
        return Served.start(folder, args.toArray(String[]::new));
    }

    private static String ask(Served served, String path) throws IOException {
        try (var client = new RawClient(served.socket())) {
            return client.send(get(1, path, false)).answer(1);
        }
    }

    /// How long so many requests take, one after the other.
    private static Duration each(Served served, int times) throws IOException {
        long begun = System.nanoTime();
        for (int i = 0; i < times; i++) {
            assertThat(ask(served, "/ok")).contains("/ok");
        }
        return Duration.ofNanos(System.nanoTime() - begun);
    }

    @Test
    void theNextRequestsGoToOtherWorkers() throws IOException {
        try (var served = served(List.of("--workers", "4"))) {
            ask(served, "/ok");
            ask(served, "/after=4000");
            assertThat(each(served, 3)).isLessThan(SOON);
            ask(served, "/after=4000");
            assertThat(each(served, 3)).isLessThan(SOON);
            assertThat(served.logs(DONE)).isZero();
            assertThat(served.number("requests")).isEqualTo(9);
        }
    }

    @Test
    void whatMustNotBeSentTwiceGoesThereToo() throws IOException {
        try (var served = served(List.of("--workers", "3"));
                var nginx = Nginx.start(folder, served.socket())) {
            ask(served, "/ok");
            ask(served, "/after=3000");
            long begun = System.nanoTime();
            assertThat(Web.post(nginx.uri("/upload"), new byte[1000]).body())
                    .contains("length=1000 ");
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(SOON);
            served.awaitLogs(DONE, 1);
            assertThat(served.number("requests")).isEqualTo(3);
            assertThat(served.number("requests_retried")).isZero();
        }
    }

    @Test
    void aWorkerLeavesWhenItHasDoneItsWork() throws IOException {
        try (var served = served(List.of("--workers", "2", "--max-requests", "1"))) {
            ask(served, "/after=5000");
            served.awaitLogs(DONE, 1);
            served.awaitLogs("event=exited", 1);
            assertThat(served.log()).doesNotContain("was interrupted", "event=asked");
        }
    }

    @Test
    void aStopWaitsForTheWork() throws IOException {
        try (var served = served(List.of("--workers", "2"))) {
            ask(served, "/after=5000");
            assertThat(served.stop()).isTrue();
            assertThat(served.logs(DONE)).as(served.log()).isEqualTo(1);
        }
    }

    @Test
    void threadsThatAcceptInTurnAreServed() throws IOException {
        try (var served = served(List.of("--workers", "1"), "threads", "4")) {
            for (int i = 0; i < 10; i++) {
                assertThat(ask(served, "/")).contains("threaded");
            }
        }
    }

    @Test
    void aThreadForEachRequestIsServed() throws IOException {
        try (var served = served(List.of("--workers", "1"), "hands")) {
            for (int i = 0; i < 10; i++) {
                assertThat(ask(served, "/")).contains("handed");
            }
        }
    }

    @Tag("alone")
    @ResourceLock(Resources.GLOBAL)
    @ParameterizedTest
    @EnumSource(names = "FPM_ON_PATH")
    void theWorkersOfPhpFpmAreSparedToo(Kind kind) throws IOException {
        try (var pool = Preforked.start(kind);
                var served = pool.served(folder);
                var nginx = Nginx.start(pool.folder(), served.socket())) {
            assertThat(Web.get(nginx.uri("/?x=1")).body()).contains("pid=");
            for (int i = 0; i < 2; i++) {
                assertThat(Web.get(nginx.uri("/?after=3")).body()).contains("pid=");
                long begun = System.nanoTime();
                assertThat(Web.get(nginx.uri("/?x=1")).body()).contains("pid=");
                assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(SOON);
            }
            TestPool.sleep(Duration.ofSeconds(4));
            assertThat(Web.get(nginx.uri("/?x=1")).body()).contains("pid=");
            assertThat(served.number("requests")).isEqualTo(6);
        }
    }
}
