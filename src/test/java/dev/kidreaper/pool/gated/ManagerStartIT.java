package dev.kidreaper.pool.gated;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.decide.Recognition;
import dev.kidreaper.linux.Child;
import dev.kidreaper.linux.EnvironmentVariables;
import dev.kidreaper.model.Signal;
import dev.kidreaper.observe.PoolReader;
import dev.kidreaper.observe.Proc;
import dev.kidreaper.testing.GatedServer;
import dev.kidreaper.testing.TestPool;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// When a manager that was started counts as one whose workers serve.
class ManagerStartIT {
    @TempDir private Path folder;

    /// While the pool is not known, workers that have taken as many connections as they may wait.
    @Test
    void oneThatIsTakenOverIsKnownAtOnce() throws Exception {
        var proc = Proc.ofMachine();
        var pools = new PoolReader(proc, Recognition::of);
        try (var child =
                Child.inForeground(
                        GatedServer.command(folder, 2), null, EnvironmentVariables.ofOurs())) {
            try {
                TestPool.await("its workers", () -> workers(child) == 2);
                var takenOver = new ManagerStart(child, true, null, pools, proc);
                assertThat(takenOver.look(0)).isNotNull();
                var started = new ManagerStart(child, false, null, pools, proc);
                assertThat(started.look(0)).as("of an unknown kind").isNull();
            } finally {
                child.process().signal(Signal.TERM.number());
            }
        }
    }

    private static long workers(Child child) {
        return ProcessHandle.of(child.pid()).stream().flatMap(ProcessHandle::children).count();
    }
}
