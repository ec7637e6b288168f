package dev.kidreaper.pool.started;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kidreaper.linux.EnvironmentVariables;
import dev.kidreaper.linux.LinuxException;
import dev.kidreaper.linux.SocketAddress;
import dev.kidreaper.linux.StreamSocket;
import dev.kidreaper.model.ProcessId;
import dev.kidreaper.model.Profiles;
import dev.kidreaper.model.Signal;
import dev.kidreaper.observe.PoolReader;
import dev.kidreaper.observe.Proc;
import dev.kidreaper.observe.Unreadable;
import dev.kidreaper.testing.TestPool;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StartedProcessesTest {
    /// What was reported.
    private record Reported(Queue<String> lines) implements StartedProcesses.Report {
        @Override
        public String pool() {
            return "started";
        }

        @Override
        public void output(int pid, String line) {
            lines.add("%d wrote %s".formatted(pid, line));
        }

        @Override
        public void orphansEnded(int workers) {
            lines.add("orphans " + workers);
        }

        @Override
        public void notNoted(ProcessId process, String why) {
            lines.add("not noted: " + why);
        }

        @Override
        public void unguarded(String why) {
            lines.add("unguarded: " + why);
        }

        @Override
        public void folderLeft(String why) {
            lines.add("left: " + why);
        }
    }

    private final Reported reported = new Reported(new ConcurrentLinkedQueue<>());

    private StartedProcesses in(Path folder, Proc proc) throws IOException, LinuxException {
        return new StartedProcesses(
                new PoolReader(proc, _ -> Profiles.UNKNOWN),
                folder,
                List.of("true"),
                EnvironmentVariables.forApplications(),
                reported);
    }

    private static StreamSocket listening(Path folder) throws LinuxException {
        var address = new SocketAddress.OfPath(folder.resolve("listening").toString());
        return StreamSocket.bound(address, true);
    }

    private static long children(String argument) {
        return ProcessHandle.current()
                .children()
                .filter(c -> List.of(c.info().arguments().orElse(new String[0])).contains(argument))
                .count();
    }

    @Test
    void oneIsNotedReadAndLetGoOf(@TempDir Path folder) throws Exception {
        StartedProcesses processes = in(folder, Proc.ofMachine());
        try (StreamSocket listening = listening(folder)) {
            StartedChild child =
                    processes.start(
                            List.of("sh", "-c", "echo hello; exec sleep 3600.0117"), listening);
            assertThat(Files.readAllLines(folder.resolve("processes")))
                    .containsExactly(child.id().pid() + " " + child.id().startTicks());
            TestPool.await("its line", () -> !reported.lines.isEmpty());
            assertThat(reported.lines).containsExactly(child.id().pid() + " wrote hello");
            assertThat(child.hasExited()).isFalse();

            assertThat(child.signal(Signal.TERM)).isTrue();
            TestPool.await("its end", child::hasExited);
            assertThat(child.collect()).isEqualTo("signal 15");
            assertThat(child.signal(Signal.TERM)).isFalse();
            child.close();
        }
        processes.close(true);
        assertThat(folder).doesNotExist();
        Files.createDirectory(folder);
    }

    /// Nobody would ever end it.
    @Test
    void oneThatCannotBeLookedAfterDoesNotStay(@TempDir Path folder, @TempDir Path nobody)
            throws Exception {
        StartedProcesses processes = in(folder, new Proc(nobody.toString()));
        try (StreamSocket listening = listening(folder)) {
            var command = List.of("sleep", "3600.0118");
            assertThatThrownBy(() -> processes.start(command, listening))
                    .isInstanceOf(Unreadable.class);
            assertThat(children("3600.0118")).isZero();
        }
        processes.close(true);
        Files.createDirectory(folder);
    }

    /// A daemon that is reloaded for months has had many pools.
    @Test
    void whatReadTheirOutputLeavesNoDescriptorsBehind() throws Exception {
        long before = descriptors();
        for (int i = 0; i < 500; i++) {
            new WorkerOutput("pool").close();
        }
        TestPool.await("few descriptors", () -> descriptors() < before + 400);
    }

    /// Of this JVM, in which other tests run.
    private static long descriptors() {
        return Objects.requireNonNull(new File("/proc/self/fd").list()).length;
    }
}
