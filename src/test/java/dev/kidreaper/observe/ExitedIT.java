package dev.kidreaper.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kidreaper.observe.memory.Pagemap;
import dev.kidreaper.observe.memory.Pages;
import dev.kidreaper.testing.TestPool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A process that has exited and that its parent has not collected yet.
class ExitedIT {
    private final Proc proc = Proc.ofMachine();

    /// A manager is in no hurry to collect a worker: such a one must not look like a broken
    /// machine.
    @ParameterizedTest
    @ValueSource(strings = {"smaps_rollup", "pages", "weight", "status"})
    void itIsGone(String file) throws Exception {
        // The shell becomes a sleep, which collects nobody.
        var parent = new ProcessBuilder("sh", "-c", "sleep 0.3 & echo $!; exec sleep 20").start();
        try {
            int pid = Integer.parseInt(parent.inputReader().readLine());
            TestPool.await("its end", () -> TestPool.state(pid) == 'Z');
            assertThatThrownBy(() -> read(file, pid))
                    .isInstanceOfSatisfying(
                            Unreadable.class,
                            e -> assertThat(e.why()).isEqualTo(Unreadable.Why.GONE));
        } finally {
            parent.destroyForcibly().waitFor();
        }
    }

    @Test
    void whatIsThereAndCannotBeReadIsNotGone() {
        assertThatThrownBy(() -> proc.text(Math.toIntExact(ProcessHandle.current().pid()), "none"))
                .isInstanceOfSatisfying(
                        Unreadable.class,
                        e -> assertThat(e.why()).isEqualTo(Unreadable.Why.BROKEN));
    }

    private void read(String file, int pid) throws Unreadable {
        switch (file) {
            case "smaps_rollup" -> SmapsRollup.parse(proc.text(pid, file));
            case "status" -> Status.of(proc, pid);
            case "pages" -> new Pages(pid).read(proc, new Pagemap(), null);
            default ->
                    new PoolReader(proc, _ -> dev.kidreaper.model.Profiles.UNKNOWN)
                            .weigh(pid, 0, -1);
        }
    }
}
