package dev.kidreaper.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.testing.Kidreaper;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The threads of real processes.
class ThreadsIT {
    private final Proc proc = Proc.ofMachine();

    /// Of one thread the folder of threads is not listed; a shell that waits has one.
    @Test
    void aProcessOfOneThreadIsToldFromOneOfMany() throws Exception {
        Process shell = Kidreaper.start(List.of("/bin/sh", "-c", "read x; exit $?"));
        int pid = (int) shell.pid();
        assertThat(BoundedFiles.folders("/proc/" + pid + "/task")).isEqualTo(1);
        assertThat(Threads.ids(proc, pid)).containsExactly(Integer.toString(pid));
        assertThat(Threads.children(proc, pid)).isEmpty();
        int ourselves = (int) ProcessHandle.current().pid();
        assertThat(Threads.count(proc, ourselves)).isGreaterThan(1);
        // The children of each of our threads are ours.
        assertThat(Threads.children(proc, ourselves)).contains(pid);
        shell.getOutputStream().close();
        shell.waitFor();
    }
}
