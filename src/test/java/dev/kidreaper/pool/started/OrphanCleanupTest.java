package dev.kidreaper.pool.started;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.linux.Child;
import dev.kidreaper.linux.EnvironmentVariables;
import dev.kidreaper.linux.SocketAddress;
import dev.kidreaper.linux.StreamSocket;
import dev.kidreaper.model.ProcessId;
import dev.kidreaper.model.Profiles;
import dev.kidreaper.observe.PoolReader;
import dev.kidreaper.observe.Proc;
import dev.kidreaper.observe.Unreadable;
import dev.kidreaper.testing.TestPool;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class OrphanCleanupTest {
    private static final Duration PATIENCE = Duration.ofMillis(1200);
    private final PoolReader pools = new PoolReader(Proc.ofMachine(), _ -> Profiles.UNKNOWN);

    /// As one that hangs in a request which nobody can get the answer of any more.
    @Test
    void whoCatchesTermAndHangsIsKilledInTheEnd() throws Exception {
        Process worker = ignoring("TERM");
        Process owner = ignoring("HUP");
        try {
            Path folder = SocketFolder.make(id(owner));
            SocketFolder.note(folder, id(worker));
            assertThat(OrphanCleanup.end(folder, Duration.ZERO, PATIENCE)).isZero();
            assertThat(worker.isAlive()).as("its owner lives").isTrue();
            owner.destroyForcibly().waitFor();
            long begun = System.nanoTime();
            assertThat(OrphanCleanup.end(folder, Duration.ZERO, PATIENCE)).isEqualTo(1);
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThan(PATIENCE);
            assertThat(worker.waitFor(10, TimeUnit.SECONDS)).isTrue();
            assertThat(folder).doesNotExist();
        } finally {
            owner.destroyForcibly();
            worker.destroyForcibly();
        }
    }

    /// As one that was started in the moment in which its owner was killed.
    @Test
    void whoWasNotNotedYetIsKnownByItsSocket() throws Exception {
        Process owner = ignoring("HUP");
        Path folder = SocketFolder.make(id(owner));
        owner.destroyForcibly().waitFor();
        var address = new SocketAddress.OfPath(folder.resolve("w1").toString());
        try (StreamSocket listening = StreamSocket.bound(address, true)) {
            listening.listen(1);
            // What a worker has started has its descriptor 0 too, and may go on.
            String program = "fork or exec qw(sleep 60); accept(my $connection, STDIN)";
            List<String> command = List.of("perl", "-e", program);
            var environment = EnvironmentVariables.forApplications();
            try (Child worker = Child.start(command, listening, environment)) {
                var handle = ProcessHandle.of(worker.pid()).orElseThrow();
                TestPool.await("its child", () -> handle.children().findAny().isPresent());
                ProcessHandle child = handle.children().findAny().orElseThrow();
                assertThat(OrphanCleanup.end(folder, Duration.ZERO, PATIENCE)).isEqualTo(1);
                assertThat(worker.collect()).isEqualTo("exit 0");
                assertThat(child.isAlive()).isTrue();
                child.destroyForcibly();
            }
        }
        assertThat(folder).doesNotExist();
    }

    /// A shell, once it ignores that signal.
    private static Process ignoring(String signal) throws IOException {
        Process shell =
                new ProcessBuilder(
                                "/bin/sh",
                                "-c",
                                "trap '' " + signal + "; echo; while :; do read x || exit; done")
                        .start();
        BufferedReader said = shell.inputReader();
        assertThat(said.readLine()).isEmpty();
        return shell;
    }

    private ProcessId id(Process process) throws Unreadable {
        return pools.identity((int) process.pid());
    }
}
