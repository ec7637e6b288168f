package dev.kidreaper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.testing.CWorker;
import dev.kidreaper.testing.DaemonProcess;
import dev.kidreaper.testing.HttpLoad;
import dev.kidreaper.testing.Nginx;
import dev.kidreaper.testing.TestPool;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What an operator says of how workers are recycled holds for a pool whose requests we hand out,
/// too.
class ServedPolicyIT {
    private final Path folder;

    ServedPolicyIT(@TempDir Path folder) {
        this.folder = folder;
    }

    private DaemonProcess start(String policy) {
        return DaemonProcess.start(
                folder,
                """
                %s
                [pool.serve]
                listen = "%s"
                command = ["%s"]
                workers = 2
                max-requests = 1
                """
                        .formatted(policy, folder.resolve("front.sock"), CWorker.program()));
    }

    /// Without that each worker goes after its first request.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "observe = true",
                "[pool.pace]\nblackout = \"Mon-Sun 00:00-24:00\"",
                "[pool.pace]\nnewborn = \"50s\""
            })
    void noWorkerIsRecycledWhereTheOperatorWantsNone(String policy) throws IOException {
        try (var daemon = start(policy);
                var nginx = Nginx.start(folder, folder.resolve("front.sock"))) {
            for (int i = 0; i < 20; i++) {
                assertThat(HttpLoad.get(nginx.port(), "/ok")).contains("pid=");
            }
            TestPool.sleep(Duration.ofMillis(500));
            assertThat(daemon.log()).doesNotContain("event=leaving", "event=recycling");
            assertThat(daemon.status()).contains("\"requests\":20");
        }
    }

    @Test
    void theyGoAfterEachRequestWhereNothingIsSaid() throws IOException {
        try (var daemon = start("");
                var nginx = Nginx.start(folder, folder.resolve("front.sock"))) {
            for (int i = 0; i < 6; i++) {
                HttpLoad.get(nginx.port(), "/ok");
            }
            TestPool.await("recycles", () -> count(daemon.log(), "event=recycled") == 6);
        }
    }

    /// Under load of four clients each worker has served enough all the time.
    @Test
    void thePauseIsKeptUnderLoad() {
        try (var daemon = start("[pool.pace]\npause = \"1s\"\nat-once = 1");
                var nginx = Nginx.start(folder, folder.resolve("front.sock"))) {
            long begun = System.nanoTime();
            var load = HttpLoad.on(nginx.port(), Collections.nCopies(4, "/ok"));
            TestPool.await("recycles", () -> count(daemon.log(), "event=recycled") >= 4);
            load.close();
            Duration took = Duration.ofNanos(System.nanoTime() - begun);
            assertThat(load.failures()).isEmpty();
            assertThat(took).isGreaterThan(Duration.ofMillis(2900));
        }
    }

    private static int count(String log, String what) {
        return log.split(what, -1).length - 1;
    }
}
