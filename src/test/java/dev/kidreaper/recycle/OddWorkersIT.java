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
import dev.kidreaper.model.Worker;
import dev.kidreaper.observe.PoolReader;
import dev.kidreaper.observe.Proc;
import dev.kidreaper.observe.ServingCheck;
import dev.kidreaper.observe.Unreadable;
import dev.kidreaper.testing.HttpLoad;
import dev.kidreaper.testing.ManagerProcess;
import dev.kidreaper.testing.TestPool;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
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

    /// A worker that was asked is looked at again and again while it leaves.
    private static final Pace HASTY =
            new Pace(
                    Duration.ZERO,
                    Duration.ofMillis(300),
                    Duration.ofSeconds(2),
                    Duration.ofMillis(200),
                    Duration.ofSeconds(60),
                    null);

    private static final Duration LINGERS = Duration.ofMillis(2900);
    private static final String SERVE_FIRST_AND_THEN_ONE_AFTER_THE_OTHER =
            "serves serves serves" + " told leaves serves".repeat(3);

    private static final Reason REASON = new Reason(RecycleCause.ASKED, Measure.USS, 1, null);

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

    /// It looks like one that still loads. That is believed for ten times as long as a replacement
    /// may take; else it would hold up all others for ever.
    @Test
    void aWorkerThatNeverServesHoldsUpTheOthersForAWhileOnly() throws Unreadable {
        try (var pool = pool("hangs")) {
            Manager manager = pools.manager(Math.toIntExact(pool.manager()));
            var pace =
                    new Pace(
                            Duration.ZERO,
                            Duration.ofMillis(300),
                            Duration.ofSeconds(2),
                            Duration.ofMillis(200),
                            Duration.ofMillis(500),
                            null);
            TestPool.await(
                    "all of that age",
                    () -> youngest(manager).compareTo(pace.deadline().multipliedBy(10)) > 0);
            ProcessId first = workers(manager).getFirst().id();
            Outcome outcome =
                    Recycler.oneByOne(proc, pools, manager, Signal.TERM, pace, null)
                            .recycle(first, REASON);
            assertThat(outcome.toString()).doesNotContain("not serve yet");
        }
    }

    private Duration youngest(Manager manager) {
        return workers(manager).stream()
                .map(Worker::age)
                .min(Duration::compareTo)
                .orElse(Duration.ZERO);
    }

    private List<Worker> workers(Manager manager) {
        try {
            return pools.pool(manager, PoolReader.Depth.CHEAP).workers();
        } catch (Unreadable e) {
            throw new AssertionError(e);
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

    /// It is busy with tidying up, and traced meanwhile: so it stands still again and again. It is
    /// asked once, nobody takes it for stopped or gone, and the next one is asked when its
    /// replacement serves.
    @Test
    void aWorkerThatTakesItsTimeToLeaveIsWaitedFor() throws Exception {
        try (var pool = pool("lingers")) {
            Manager manager = pools.manager(Math.toIntExact(pool.manager()));
            var departures = new Departures(1, Duration.ZERO, System::nanoTime);
            var claimed = ConcurrentHashMap.<ProcessId>newKeySet();
            var outcomes = new ArrayList<CompletableFuture<Outcome>>();
            Executor threads = r -> Thread.ofPlatform().start(r);
            for (Worker worker : pools.pool(manager, PoolReader.Depth.CHEAP).workers()) {
                outcomes.add(
                        CompletableFuture.supplyAsync(
                                () -> recycle(manager, worker.id(), departures, claimed), threads));
            }
            for (var outcome : outcomes) {
                assertThat(outcome.get())
                        .isInstanceOfSatisfying(
                                Outcome.Recycled.class,
                                r -> assertThat(r.leftAfter()).isGreaterThan(LINGERS));
            }
            assertThat(pool.logged("^(told|leaves|serves) "))
                    .extracting(line -> line.replaceFirst(" .*", ""))
                    .as(pool.log())
                    .containsExactly(SERVE_FIRST_AND_THEN_ONE_AFTER_THE_OTHER.split(" ", -1));
        }
    }

    private Outcome recycle(
            Manager manager, ProcessId worker, Departures departures, Set<ProcessId> claimed) {
        var own = new PoolReader(proc, Recognition::of);
        var check = new ServingCheck(proc, manager.profile());
        var wait = new ReplacementWait(proc, own, manager, HASTY, null, claimed, check);
        return new Recycler(
                        proc,
                        own,
                        manager,
                        Signal.TERM,
                        HASTY,
                        departures,
                        check,
                        wait,
                        null,
                        () -> true)
                .recycle(worker, REASON);
    }

    private Outcome recycle(ManagerProcess pool) throws Unreadable {
        Manager manager = pools.manager(Math.toIntExact(pool.manager()));
        ProcessId worker = pools.pool(manager, PoolReader.Depth.CHEAP).workers().getFirst().id();
        return Recycler.oneByOne(proc, pools, manager, Signal.TERM, PACE, null)
                .recycle(worker, REASON);
    }

    private static ManagerProcess pool(String how) {
        List<String> command = List.of("python3", "APPS/listeners.py", "PORT", how);
        ManagerProcess pool = ManagerProcess.start(command, Map.of(), "/");
        int workers = how.equals("hangs") ? 4 : 3;
        TestPool.await("its workers", () -> pool.children().size() == workers);
        return pool;
    }
}
