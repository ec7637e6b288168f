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
import dev.kidreaper.testing.TestPool;
import dev.kidreaper.testing.WebRequest;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/// One worker of the real `FCGI::ProcManager`, recycled in all the ways that can go wrong.
@Tag("alone")
@Execution(ExecutionMode.CONCURRENT)
class RecycleIT {
    private static final Reason REASON = new Reason(RecycleCause.ASKED, Measure.USS, 1, null);
    private static final @Nullable Duration MUST_COME = null;
    private static final Pace PACE =
            new Pace(
                    Duration.ZERO,
                    Duration.ofMillis(300),
                    Duration.ofSeconds(1),
                    Duration.ofMillis(500),
                    Duration.ofSeconds(4),
                    null);

    private final Proc proc = Proc.ofMachine();
    private final PoolReader pools = new PoolReader(proc, Recognition::of);

    @Test
    void anIdleWorkerLeavesByProofAndIsReplaced() throws Unreadable {
        try (var pool = TestPool.start(3)) {
            ProcessId worker = worker(pool, 0);
            var recycled = recycled(recycler(pool, PACE).recycle(worker, REASON));
            assertThat(recycled.idleProof()).isTrue();
            assertThat(recycled.leftAfter()).isLessThan(Duration.ofSeconds(1));
            assertThat(pool.children())
                    .hasSize(3)
                    .contains(Objects.requireNonNull(recycled.replacedBy()).pid())
                    .doesNotContain(worker.pid());
            assertThat(pool.log()).contains("(pid %s) exited with status 0".formatted(worker));
        }
    }

    @Test
    void aBusyWorkerIsFollowedToTheEndOfItsRequest() throws Unreadable {
        try (var pool = TestPool.start(1)) {
            ProcessId worker = worker(pool, 0);
            long start = System.nanoTime();
            var webRequest = WebRequest.send(pool.socket(), "slow=0.8");
            TestPool.sleep(Duration.ofMillis(100));
            var recycled = recycled(recycler(pool, PACE).recycle(worker, REASON));
            assertThat(webRequest.answer()).isEqualTo("pid=%s end\n".formatted(worker));
            // The signal would have cut its sleep short.
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isGreaterThan(Duration.ofMillis(800));
            assertThat(recycled.idleProof()).isTrue();
        }
    }

    @Test
    void aRequestThatWaitsForAFollowedWorkerIsServedByTheNextOne() throws Unreadable {
        try (var pool = TestPool.start(1)) {
            ProcessId worker = worker(pool, 0);
            var first = WebRequest.send(pool.socket(), "slow=0.8");
            TestPool.sleep(Duration.ofMillis(100));
            // The accept at whose entry the signal is sent does not take it.
            var second = WebRequest.send(pool.socket(), "slow=0.3");
            recycled(recycler(pool, PACE).recycle(worker, REASON));
            assertThat(first.answer()).isEqualTo("pid=%s end\n".formatted(worker));
            assertThat(second.answer())
                    .endsWith(" end\n")
                    .isNotEqualTo("pid=%s end\n".formatted(worker));
        }
    }

    @Test
    void aWorkerAmidItsOwnCodeIsWaitedForUntilItIsIdle() throws Unreadable {
        try (var pool = TestPool.start(1)) {
            ProcessId worker = worker(pool, 0);
            var webRequest = WebRequest.send(pool.socket(), "spin=0.8");
            TestPool.await("its work", () -> TestPool.state(worker.pid()) == 'R');
            var recycled = recycled(recycler(pool, PACE).recycle(worker, REASON));
            assertThat(webRequest.answer()).isEqualTo("pid=%s end\n".formatted(worker));
            assertThat(recycled.leftAfter()).isGreaterThan(Duration.ofMillis(500));
        }
    }

    @Test
    void aWorkerThatNeverIdlesIsLeftAloneAndReported() throws Unreadable {
        try (var pool = TestPool.start(1)) {
            ProcessId worker = worker(pool, 0);
            var webRequest = WebRequest.send(pool.socket(), "spin=6");
            TestPool.await("its work", () -> TestPool.state(worker.pid()) == 'R');
            var outcome = recycler(pool, PACE).recycle(worker, REASON);
            assertThat(outcome)
                    .isInstanceOfSatisfying(
                            Outcome.Failed.class,
                            f -> assertThat(f.problem()).contains("left alone", "busy"));
            assertThat(webRequest.answer()).isEqualTo("pid=%s end\n".formatted(worker));
            TestPool.sleep(Duration.ofSeconds(1));
            assertThat(pool.children()).contains(worker.pid());
        }
    }

    @Test
    void killOnlyWhereTheOperatorAskedForIt() throws Unreadable {
        try (var pool = TestPool.start(1)) {
            ProcessId worker = worker(pool, 0);
            WebRequest.send(pool.socket(), "spin=20");
            TestPool.sleep(Duration.ofMillis(100));
            var pace =
                    new Pace(
                            PACE.pause(),
                            PACE.newborn(),
                            Duration.ofMillis(200),
                            PACE.settle(),
                            PACE.deadline(),
                            Duration.ofSeconds(1));
            var recycled = recycled(recycler(pool, pace).recycle(worker, REASON));
            assertThat(recycled.killed()).isTrue();
            assertThat(recycled.leftAfter())
                    .isBetween(Duration.ofMillis(900), Duration.ofMillis(2500));
        }
    }

    @Test
    void aWorkerThatSomebodyElseStoppedStaysStoppedAndUnsignalled() throws Unreadable {
        try (var pool = TestPool.start(1)) {
            ProcessId worker = worker(pool, 0);
            TestPool.kill("STOP", worker.pid());
            TestPool.await("stopped", () -> TestPool.state(worker.pid()) == 'T');
            assertLeftAlone(recycler(pool, PACE).recycle(worker, REASON), "somebody else");
            assertThat(TestPool.state(worker.pid())).isEqualTo('T');
            TestPool.kill("CONT", worker.pid());
            TestPool.sleep(Duration.ofMillis(300));
            assertThat(pool.children()).containsExactly(worker.pid());
        }
    }

    @Test
    void aReusedPidIsNotSignalled() throws Unreadable {
        try (var pool = TestPool.start(1)) {
            ProcessId worker = worker(pool, 0);
            var predecessor = new ProcessId(worker.pid(), worker.startTicks() - 1);
            assertLeftAlone(recycler(pool, PACE).recycle(predecessor, REASON), "another process");
            assertThat(pool.children()).containsExactly(worker.pid());
        }
    }

    @Test
    void anothersChildIsNotSignalled() throws Unreadable {
        try (var pool = TestPool.start(1);
                var other = TestPool.start(1)) {
            ProcessId stranger = worker(other, 0);
            assertLeftAlone(recycler(pool, PACE).recycle(stranger, REASON), "not a child of");
            assertThat(other.children()).containsExactly(stranger.pid());
        }
    }

    @Test
    void aWorkerWithoutHandlerForItsSignalIsNotSignalled() throws Unreadable {
        try (var pool = TestPool.start(1, "nosignals")) {
            ProcessId worker = worker(pool, 0);
            assertLeftAlone(recycler(pool, PACE).recycle(worker, REASON), "no handler for HUP");
            assertThat(pool.children()).containsExactly(worker.pid());
        }
    }

    @Test
    void replacementsThatDieAtBirthStopTheRun() throws Unreadable {
        try (var pool = TestPool.start(2, "stillborn")) {
            TestPool.sleep(Duration.ofSeconds(2));
            // Even on a machine that is short of time a newborn is dead before it is this old.
            var pace =
                    new Pace(
                            PACE.pause(),
                            Duration.ofSeconds(3),
                            PACE.proof(),
                            PACE.settle(),
                            PACE.deadline(),
                            null);
            var outcome = recycler(pool, pace).recycle(worker(pool, 0), REASON);
            assertThat(outcome)
                    .isInstanceOfSatisfying(
                            Outcome.Failed.class,
                            f -> {
                                assertThat(f.fatal()).isTrue();
                                assertThat(f.problem()).contains("die at birth");
                            });
        }
    }

    @Test
    void aVanishedWorkerIsNoFailure() throws Unreadable {
        try (var pool = TestPool.start(1)) {
            ProcessId worker = worker(pool, 0);
            TestPool.kill("HUP", worker.pid());
            TestPool.await("its end", () -> !pool.children().contains(worker.pid()));
            assertThat(recycler(pool, PACE).recycle(worker, REASON))
                    .isEqualTo(new Outcome.Vanished(worker, REASON));
        }
    }

    private static void assertLeftAlone(Outcome outcome, String why) {
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Outcome.Failed.class,
                        f -> assertThat(f.problem()).contains("left alone", why));
    }

    private static Outcome.Recycled recycled(Outcome outcome) {
        assertThat(outcome).isInstanceOf(Outcome.Recycled.class);
        return (Outcome.Recycled) outcome;
    }

    private ProcessId worker(TestPool pool, int index) throws Unreadable {
        return pools.stat(pool.children().get(index)).id();
    }

    private Recycler recycler(TestPool pool, Pace pace) throws Unreadable {
        Manager manager = pools.manager(pool.manager());
        return Recycler.oneByOne(proc, pools, manager, Signal.HUP, pace, MUST_COME);
    }
}
