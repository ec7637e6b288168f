package dev.kidreaper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.testing.DaemonProcess;
import dev.kidreaper.testing.GatedServer;
import dev.kidreaper.testing.Ports;
import dev.kidreaper.testing.Running;
import dev.kidreaper.testing.Served;
import dev.kidreaper.testing.TestPool;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a daemon does on signals that are meant for managers: logrotate and a unit's `ExecReload=`
/// send them to the main process, which may be kidreaper now.
class ForeignSignalsIT {
    @TempDir private Path folder;

    private static List<String> gunicorn() {
        return List.of(
                "gunicorn",
                "-w",
                "1",
                "-b",
                "127.0.0.1:" + Ports.free(),
                "--chdir",
                Path.of("src/test/resources/pools").toAbsolutePath().toString(),
                "app:application");
    }

    @Test
    void theManagerGetsThoseForWhichItHasAHandler() {
        try (var run = Running.start(folder, List.of(), gunicorn())) {
            TestPool.await("a worker", () -> run.workers().size() == 1);
            TestPool.kill("TTIN", run.pid());
            TestPool.await("one worker more", () -> run.workers().size() == 2);
            TestPool.kill("TTOU", run.pid());
            TestPool.await("one worker less", () -> run.workers().size() == 1);
            TestPool.kill("USR1", run.pid());
            TestPool.await("its word", () -> run.logs("event=signal-passed signal=USR1") == 1);
            TestPool.await("gunicorn's", () -> run.logs("Handling signal: usr1") == 1);
            // By this gunicorn would start another master.
            TestPool.kill("USR2", run.pid());
            TestPool.await("its word", () -> run.logs("event=signal-ignored signal=USR2") == 1);
            TestPool.kill("QUIT", run.pid());
            assertThat(run.awaitEnd()).as(run.log()).isZero();
            assertThat(run.log()).contains("event=stopping").doesNotContain("thread dump");
        }
    }

    @Test
    void aManagerWithoutAHandlerDoesNotEndByThem() {
        var command = GatedServer.command(folder, 1);
        try (var run = Running.start(folder, List.of(), command)) {
            for (String signal : List.of("USR1", "USR2", "TTIN", "TTOU", "WINCH")) {
                TestPool.kill(signal, run.pid());
                TestPool.await(
                        "a word of " + signal,
                        () -> run.logs("event=signal-ignored signal=" + signal) == 1);
            }
            assertThat(run.workers()).hasSize(1);
            assertThat(run.log()).contains("its manager has no handler for it");
        }
    }

    @Test
    void watchAndServeGoOn() throws IOException {
        try (var pool = TestPool.start(1);
                var watch =
                        DaemonProcess.start(
                                folder, "pid = %d\nobserve = true\n".formatted(pool.manager()));
                var serve = Served.ofC("--workers", "1")) {
            for (String signal : List.of("USR1", "USR2", "TTIN", "TTOU")) {
                String word = "event=signal-ignored signal=" + signal;
                TestPool.kill(signal, watch.pid());
                TestPool.await(signal, () -> watch.log().contains(word));
                TestPool.kill(signal, serve.pid());
                TestPool.await(signal, () -> serve.logs(word) == 1);
            }
            TestPool.kill("QUIT", watch.pid());
            TestPool.await("its end", () -> watch.log().contains("event=stopping"));
        }
    }
}
