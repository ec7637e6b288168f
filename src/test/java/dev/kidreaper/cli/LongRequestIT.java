package dev.kidreaper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.testing.DaemonProcess;
import dev.kidreaper.testing.HttpLoad;
import dev.kidreaper.testing.ManagerProcess;
import dev.kidreaper.testing.TestPool;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A worker that is over its limit in a long request holds up nobody: the others are recycled as
/// they reach theirs, and the long request is answered.
class LongRequestIT {
    private static final List<String> GUNICORN =
            List.of(
                    "gunicorn",
                    "-w",
                    "3",
                    "-t",
                    "100",
                    "-b",
                    "127.0.0.1:PORT",
                    "--chdir",
                    "APPS",
                    "app:application");

    private static final String RECYCLED = "worker=(\\d+) event=recycled";

    private final Path folder;

    LongRequestIT(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void blocksNobody() {
        try (var pool = ManagerProcess.start(GUNICORN, Map.of(), "/");
                var daemon =
                        DaemonProcess.start(
                                folder,
                                """
                                pid = %d
                                limit = "60M"
                                [pool.pace]
                                pause = "0s"
                                newborn = "500ms"
                                deadline = "5s"
                                """
                                        .formatted(pool.manager()))) {
            var answer = CompletableFuture.supplyAsync(() -> get(pool, "/?leak=80000&slow=18"));
            TestPool.sleep(Duration.ofMillis(500));
            var recycled = daemon.logged(RECYCLED);
            for (int i = 0; recycled.size() < 2 && i < 200; i++) {
                assertThat(get(pool, "/?leak=1000")).endsWith(" end\n");
                TestPool.sleep(Duration.ofMillis(80));
                recycled = daemon.logged(RECYCLED);
            }
            assertThat(recycled).as(daemon.log()).hasSizeGreaterThanOrEqualTo(2);
            assertThat(answer).isNotDone();
            assertThat(daemon.logged("event=failed .*busy")).isNotEmpty();
            assertThat(answer.join()).endsWith(" end\n");
            String busy = answer.join().replaceFirst("(?s).*?pid=(\\d+).*", "$1");
            assertThat(recycled).allSatisfy(r -> assertThat(r.group(1)).isNotEqualTo(busy));
            // It comes back into turn.
            String its = "worker=" + busy + " event=recycled";
            daemon.awaitLog(log -> assertThat(log).contains(its));
        }
    }

    private static String get(ManagerProcess pool, String path) {
        try {
            return HttpLoad.get(pool.port(), path);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
