package dev.kidreaper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.testing.DaemonProcess;
import dev.kidreaper.testing.HostilePool;
import dev.kidreaper.testing.Kidreaper;
import dev.kidreaper.testing.TestPool;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A worker that means harm: its own pool loses something at most, and nothing of another pool
/// changes.
@Tag("alone")
@Order(1)
class HostilePoolIT {
    @TempDir private Path folder = Path.of("");

    /// A worker that stopped itself cannot be asked; the operator's word to kill holds all the
    /// same.
    @Test
    void whoStopsItselfIsKilledWhereTheOperatorSaysSo() {
        try (var hostile = HostilePool.start("stopped")) {
            int stopped = hostile.workers().getLast();
            TestPool.await("its stop", () -> TestPool.state(stopped) == 'T');
            var spared = restart(hostile);
            assertThat(spared.exit()).isEqualTo(1);
            assertThat(TestPool.state(stopped)).isEqualTo('T');
            var killed = restart(hostile, "--kill-after", "5s");
            assertThat(killed.exit()).as(killed.out() + killed.err()).isZero();
            assertThat(TestPool.state(stopped)).isIn('X', 'Z');
        }
    }

    @Test
    void whoHoldsTheRightToRecycleIsNamed() {
        try (var hostile = HostilePool.start("lock")) {
            var refused = restart(hostile);
            assertThat(refused.exit()).isEqualTo(1);
            assertThat(refused.err())
                    .contains("just now: pid " + hostile.workers().getLast() + " (worker");
        }
    }

    /// One that never leaves holds up none of its siblings.
    @Test
    void whoStaysHoldsUpNobody() {
        try (var hostile = HostilePool.start("stays")) {
            int stays = hostile.workers().getLast();
            siblingsAreRecycled(hostile, stays);
        }
    }

    private void siblingsAreRecycled(HostilePool hostile, int stays) {
        try (var daemon =
                DaemonProcess.start(
                        folder,
                        """
                        pid = %d
                        max-age = "4s"
                        [pool.pace]
                        pause = "0s"
                        newborn = "500ms"
                        deadline = "4s"
                        """
                                .formatted(hostile.pid()))) {
            String failed = "worker=" + stays + " event=failed";
            TestPool.await(
                    "siblings that leave, and a failure: " + daemon.log(),
                    () ->
                            daemon.logged("event=recycled").size() >= 4
                                    && !daemon.logged(failed).isEmpty());
            // It waits ten seconds for its second turn, and twice as long for the third.
            assertThat(daemon.logged(failed)).as(daemon.log()).hasSizeLessThanOrEqualTo(3);
        }
    }

    /// Nothing is known of a request then, so none is spoken of.
    @Test
    void whoBlocksTheSignalIsSaidTo() {
        try (var hostile = HostilePool.start("blocks")) {
            int blocks = hostile.workers().getLast();
            var ran = restart(hostile);
            assertThat(ran.exit()).as(ran.out()).isEqualTo(1);
            assertThat(ran.out())
                    .contains("2 recycled, 1 failed", blocks + " NOT recycled: still there ")
                    .contains("after HUP: it blocks that signal, and has not taken it. It was not");
        }
    }

    /// As one that waits for a file server that does not answer.
    @Test
    void whoIsStuckInTheKernelIsReportedAndHoldsUpNobody() {
        try (var hostile = HostilePool.start("stuck")) {
            int stuck = hostile.workers().getLast();
            TestPool.await("its wait", () -> TestPool.state(stuck) == 'D');
            var ran = restart(hostile);
            assertThat(ran.exit()).isEqualTo(1);
            assertThat(ran.out()).contains("2 recycled, 1 failed", stuck + " NOT recycled");
            assertThat(TestPool.state(stuck)).isEqualTo('D');
        }
    }

    /// Nothing tells whether such workers serve, or are idle.
    @Test
    void whoTakesNoConnectionsIsLeftAlone() {
        try (var hostile = HostilePool.start("deaf")) {
            var workers = hostile.workers();
            var ran = restart(hostile);
            assertThat(ran.exit()).isEqualTo(1);
            assertThat(ran.out()).contains("0 recycled, 3 failed", "still starts, or takes none");
            assertThat(hostile.workers()).isEqualTo(workers);
        }
    }

    @Test
    void whoHasVeryManyFilesIsRecycled() {
        try (var hostile = HostilePool.start("files", "18500")) {
            int its = hostile.workers().getLast();
            var ran = restart(hostile);
            assertThat(ran.exit()).as(ran.out() + ran.err()).isZero();
            assertThat(TestPool.state(its)).isIn('X', 'Z');
        }
    }

    private static Kidreaper restart(HostilePool pool, String... more) {
        TestPool.sleep(Duration.ofMillis(300)); // A newborn would be spared.
        var line =
                new java.util.ArrayList<>(
                        List.of(
                                "restart",
                                "--pid",
                                Integer.toString(pool.pid()),
                                "--newborn",
                                "300ms",
                                "--deadline",
                                "4s"));
        line.addAll(List.of(more));
        return Kidreaper.run(line.toArray(String[]::new));
    }
}
