package dev.kidreaper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.testing.CWorker;
import dev.kidreaper.testing.Kidreaper;
import dev.kidreaper.testing.Nginx;
import dev.kidreaper.testing.Program;
import dev.kidreaper.testing.TestPool;
import dev.kidreaper.testing.Wrk;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `serve` on a socket that somebody else holds, as `kidreaper-serve@.socket` does, is restarted
/// ten times under load.
@Tag("soak")
class ServeRestartsIT {
    private static final int RESTARTS = 10;

    @TempDir private Path folder = Path.of("");

    @Test
    void tenRestartsRefuseNoConnectionAndCutNoRequest() throws IOException {
        Kidreaper.build();
        String at = folder.resolve("front").toString();
        Path log = folder.resolve("serve.log");
        var command = InheritedIT.holder(at, folder, CWorker.program().toString());
        try (var holder = Program.start(folder, log, command)) {
            awaitReady(log, 1);
            try (var nginx = Nginx.inFrontOf(folder, at);
                    var wrk = Wrk.start(folder, nginx.uri("/ok"), 16, Duration.ofMinutes(10))) {
                for (int i = 0; i < RESTARTS; i++) {
                    long served = holder.children().getFirst().pid();
                    TestPool.kill("TERM", served);
                    awaitReady(log, i + 2);
                }
                var result = wrk.end();
                assertThat(result.requests()).isGreaterThan(RESTARTS);
                assertThat(result.socketErrors()).isZero();
                assertThat(result.refused()).isZero();
                assertThat(nginx.failures()).isEmpty();
                assertThat(nginx.complaints()).isEmpty();
            }
        }
    }

    private static void awaitReady(Path log, int times) {
        TestPool.await(
                "ready " + times + " times",
                () -> TestPool.read(log).split("event=ready", -1).length > times);
    }
}
