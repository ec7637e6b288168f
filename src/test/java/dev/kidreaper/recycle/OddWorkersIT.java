package dev.kidreaper.recycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.decide.Recognition;
import dev.kidreaper.model.Manager;
import dev.kidreaper.model.Measure;
import dev.kidreaper.model.Outcome;
import dev.kidreaper.model.Pace;
import dev.kidreaper.model.ProcessId;
import dev.kidreaper.model.Reason;
import dev.kidreaper.model.RecycleCause;
import dev.kidreaper.model.Signal;
import dev.kidreaper.observe.PoolReader;
import dev.kidreaper.observe.Proc;
import dev.kidreaper.observe.Unreadable;
import dev.kidreaper.testing.HttpLoad;
import dev.kidreaper.testing.ManagerProcess;
import dev.kidreaper.testing.TestPool;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Workers and managers of no known kind, as they may be written.
class OddWorkersIT {
    private static final Pace PACE =
            new Pace(
                    Duration.ZERO,
                    Duration.ofMillis(300),
                    Duration.ofSeconds(2),
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(20),
                    null);

    private final Proc proc = Proc.ofMachine();
    private final PoolReader pools = new PoolReader(proc, Recognition::of);

    /// Who waits for one more connection gets it: it is not kept from it until its time is over.
    @Test
    void aWorkerThatLeavesAfterItsNextConnection() throws Unreadable {
        try (var pool = pool("shared")) {
            var load = HttpLoad.on(pool.port(), Collections.nCopies(4, "/"));
            for (int i = 0; i < 3; i++) {
                Outcome outcome = recycle(pool);
                assertThat(outcome).isInstanceOf(Outcome.Recycled.class);
                assertThat(((Outcome.Recycled) outcome).leftAfter()).isLessThan(PACE.settle());
            }
            load.close();
            assertThat(load.failures()).isEmpty();
            assertThat(load.answered()).isPositive();
        }
    }

    @Test
    void aFurtherSocketOfItsOwnIsNoObstacle() throws Unreadable {
        try (var pool = pool("more")) {
            var load = HttpLoad.on(pool.port(), Collections.nCopies(4, "/"));
            assertThat(recycle(pool)).isInstanceOf(Outcome.Recycled.class);
            load.close();
            assertThat(load.failures()).isEmpty();
        }
    }

    /// Its queue of connections would end with it.
    @Test
    void aWorkerThatListensAloneIsLeftAlone() throws Unreadable {
        try (var pool = pool("own")) {
            assertThat(recycle(pool))
                    .isInstanceOfSatisfying(
                            Outcome.Failed.class,
                            failed ->
                                    assertThat(failed.problem())
                                            .contains("only it has the socket", "before it forks"));
        }
    }

    /// It could not replace anybody.
    @Test
    void whileTheManagerIsStoppedNobodyIsAsked() throws Unreadable {
        try (var pool = pool("shared")) {
            TestPool.kill("STOP", pool.manager());
            TestPool.await("its stop", () -> TestPool.state((int) pool.manager()) == 'T');
            assertThat(recycle(pool))
                    .isInstanceOfSatisfying(
                            Outcome.Failed.class,
                            failed ->
                                    assertThat(failed.problem())
                                            .contains("its manager has been stopped"));
        }
    }

    private Outcome recycle(ManagerProcess pool) throws Unreadable {
        Manager manager = pools.manager(Math.toIntExact(pool.manager()));
        ProcessId worker = pools.pool(manager, PoolReader.Depth.CHEAP).workers().getFirst().id();
        var reason = new Reason(RecycleCause.ASKED, Measure.USS, 1, null);
        return Recycler.oneByOne(proc, pools, manager, Signal.TERM, PACE, null)
                .recycle(worker, reason);
    }

    private static ManagerProcess pool(String how) {
        List<String> command = List.of("python3", "APPS/listeners.py", "PORT", how);
        ManagerProcess pool = ManagerProcess.start(command, Map.of(), "/");
        TestPool.await("its workers", () -> pool.children().size() == 3);
        return pool;
    }
}
