package dev.kidreaper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.testing.DaemonProcess;
import dev.kidreaper.testing.HostilePool;
import dev.kidreaper.testing.Kidreaper;
import dev.kidreaper.testing.TestPool;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A worker that makes itself very large in some way: what it costs to look at it is bounded, and
/// nothing of another pool changes.
@Tag("alone")
class HostileSizeIT {
    @TempDir private Path folder = Path.of("");

    @ParameterizedTest
    @CsvSource({"words, 4190000", "long, 5000000"})
    void aCommandLineIsNoBomb(String kind, String bytes) {
        try (var hostile = HostilePool.start(kind, bytes);
                var healthy = TestPool.start(2);
                var daemon = DaemonProcess.begin(folder, both(hostile.pid(), healthy.manager()))) {
            TestPool.await(
                    "both: " + daemon.log(), () -> daemon.logged("event=pool-found").size() == 2);
            assertThat(daemon.logged("pool=pool event=pool-found .*workers=3")).hasSize(1);
            TestPool.sleep(Duration.ofSeconds(6));
            assertThat(daemon.log()).doesNotContain("event=pool-lost", "event=died", "missing");
            String pid = Integer.toString(hostile.pid());
            var ps = Kidreaper.run("ps", "--pid", pid);
            assertThat(ps.exit()).as(ps.err()).isZero();
            assertThat(ps.out()).contains(hostile.workers().getLast().toString());
            var cron = Kidreaper.run(pid, "999999999999");
            assertThat(cron.exit()).isZero();
            assertThat(cron.err()).isEmpty();
        }
    }

    /// With few descriptors: it is followed in part, and the other pool in full.
    @Test
    void veryManyWorkersLeaveTheOtherPoolItsDescriptors() {
        var few = List.of("sh", "-c", "ulimit -n 512; exec \"$0\" \"$@\"");
        try (var hostile = HostilePool.start("many", "1500");
                var healthy = TestPool.start(4);
                var daemon =
                        DaemonProcess.begin(folder, few, both(hostile.pid(), healthy.manager()))) {
            TestPool.await(
                    "both: " + daemon.log(), () -> daemon.logged("event=pool-found").size() == 2);
            assertThat(daemon.logged("pool=good event=pool-found .*workers=4")).hasSize(1);
            assertThat(daemon.logged("pool=pool event=not-followed why=\"it has 1503 children"))
                    .as(daemon.log())
                    .hasSize(1);
            long start = System.nanoTime();
            String status = daemon.status();
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isLessThan(Duration.ofSeconds(8));
            assertThat(status).contains("\"good\"", "\"watching\"");
            TestPool.kill("KILL", healthy.children().getFirst());
            TestPool.sleep(Duration.ofSeconds(3));
            assertThat(daemon.log()).doesNotContain("event=pool-lost", "event=died");
            assertThat(daemon.stop()).isLessThan(Duration.ofSeconds(5));
        }
    }

    @Test
    void aMadeUpHeapIsNotWalkedForMinutes() {
        try (var hostile = HostilePool.start("arena", Integer.toString(256 << 20))) {
            long start = System.nanoTime();
            var ran = Kidreaper.run("diagnose", "--pid", "" + hostile.pid(), "--for", "4s");
            assertThat(ran.err()).doesNotContain("Exception");
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isLessThan(Duration.ofSeconds(25));
        }
    }

    /// Mappings as many as the kernel lets it have cost `diagnose` some time, and nothing else.
    @Test
    void veryManyMappingsAreLookedThroughInBoundedTime() {
        try (var hostile = HostilePool.start("pages", "20000")) {
            long start = System.nanoTime();
            var ran = Kidreaper.run("diagnose", "--pid", "" + hostile.pid(), "--for", "4s");
            assertThat(ran.err()).doesNotContain("Exception", "BUG");
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isLessThan(Duration.ofSeconds(25));
        }
    }

    private static String both(int hostile, int healthy) {
        return """
        pid = %d
        limit = "900M"
        [[pool]]
        name = "good"
        pid = %d
        limit = "900M"
        """
                .formatted(hostile, healthy);
    }
}
