package dev.kidreaper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.testing.DaemonProcess;
import dev.kidreaper.testing.RealGroup;
import dev.kidreaper.testing.TestPool;
import dev.kidreaper.testing.WebRequest;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/// Pools in real control groups, of whichever version this machine has.
@EnabledIf("dev.kidreaper.testing.RealGroup#canBeMade")
class ControlGroupsIT {
    private static final long NAME = ProcessHandle.current().pid();
    private static final long MIB = 1 << 20;

    @TempDir private Path folder = Path.of("");

    /// An instance of a template, in a slice of another name.
    @Test
    void aUnitIsFoundByItsControlGroup() {
        String slice = "kidreaper-test-%d.slice".formatted(NAME);
        String unit = "uwsgi-%d@blog".formatted(NAME);
        try (var group = RealGroup.unit(slice + "/" + unit + ".service")) {
            try (var daemon = daemon("systemd-unit = \"%s\"\nlimit = \"1G\"".formatted(unit))) {
                TestPool.await("a word", () -> daemon.log().contains("event=pool-missing"));
                daemon.awaitLog(log ->
                        assertThat(log).contains("unit %s.service does not run".formatted(unit)));
                try (var pool = TestPool.start(2)) {
                    group.take(pool);
                    TestPool.await("the pool", () -> daemon.log().contains("event=pool-found"));
                    daemon.awaitLog(log ->
                            assertThat(log)
                                    .containsPattern(
                                            "pool-found manager=%d .*workers=2"
                                                    .formatted(pool.manager())));
                }
            }
        }
    }

    /// The machine has much more memory than that.
    @Test
    void aFloorIsOfTheContainersMemory() {
        try (var group = RealGroup.limited("kidreaper-test-" + NAME, 400 * MIB)) {
            try (var pool = TestPool.start(2)) {
                group.take(pool);
                String floor = "min-available = \"60%\"\nmeasure = \"rss\"";
                try (var daemon = daemon("pid = %d\n%s".formatted(pool.manager(), floor))) {
                    TestPool.await("the pool", () -> daemon.log().contains("event=pool-found"));
                    TestPool.sleep(Duration.ofSeconds(4));
                    assertThat(daemon.log()).doesNotContain("event=recycling");
                    WebRequest.send(pool.socket(), "leak=200000").answer();
                    daemon.await("\"recycled\":1");
                    daemon.awaitLog(log -> assertThat(log).contains("cause=min-available"));
                }
            }
        }
    }

    private DaemonProcess daemon(String pool) {
        return DaemonProcess.begin(folder, pool);
    }
}
