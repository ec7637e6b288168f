package dev.kidreaper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.testing.DaemonProcess;
import dev.kidreaper.testing.Kidreaper;
import dev.kidreaper.testing.TestPool;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// `kidreaper … | head -1`: who has read enough closes the pipe, and the command ends.
@Execution(ExecutionMode.SAME_THREAD)
class UnreadOutputIT {
    @TempDir private static Path folder = Path.of("");

    private static TestPool pool;
    private static DaemonProcess daemon;

    @BeforeAll
    static void start() {
        pool = TestPool.start(3);
        String its = "pidfile = \"%s\"\nobserve = true".formatted(pool.pidfile());
        daemon = DaemonProcess.start(folder, its);
    }

    @AfterAll
    static void end() {
        daemon.close();
        pool.close();
    }

    /// The first line of what a command says, and its exit code.
    private static String head(String command) throws Exception {
        String line =
                "./kidreaper %s 2>&1 | head -1; echo ${PIPESTATUS[0]}"
                        .formatted(command.replace("POOL", pool.pidfile().toString()));
        Process process = Kidreaper.start(List.of("bash", "-c", line));
        boolean hasEnded =
                process.waitFor(Duration.ofSeconds(30).toMillis(), TimeUnit.MILLISECONDS);
        if (!hasEnded) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
        }
        String said = Kidreaper.end(process).out();
        assertThat(hasEnded).as("%s goes on after: %s", command, said).isTrue();
        return said;
    }

    /// They would go on for ever, or for a minute.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "events -f --socket SOCKET",
                "events -f --json --socket SOCKET",
                "top --plain --socket SOCKET",
                "top -n 200 --socket SOCKET",
                "top -n 200 --json --socket SOCKET",
            })
    void whatGoesOnEndsWhenNobodyReadsIt(String command) throws Exception {
        String line = command.replace("SOCKET", folder.resolve("control.sock").toString());
        assertThat(head(line).lines().toList()).hasSize(2);
    }

    /// What has been said already was read or not: either way it is no failure.
    @ParameterizedTest
    @ValueSource(strings = {"ps POOL", "ps POOL --json", "ps", "init", "--help", "reap --help"})
    void whatIsShortIsSaid(String command) throws Exception {
        assertThat(head(command).lines().toList())
                .hasSize(2)
                .last()
                .isIn("0", "1"); // 1: the rest could not be written.
    }

    /// Nobody sees what becomes of the workers, so no more are asked.
    @Test
    void aRestartAsksNobodyAfterThat() throws Exception {
        var before = pool.children();
        assertThat(head("restart --pidfile POOL --newborn 500ms").lines().toList())
                .hasSize(2)
                .last()
                .isEqualTo("1");
        assertThat(pool.children()).as("the last of three stays").containsAnyElementsOf(before);
    }
}
