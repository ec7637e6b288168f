package dev.kidreaper.recycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.decide.Recognition;
import dev.kidreaper.model.Measure;
import dev.kidreaper.model.Outcome;
import dev.kidreaper.model.Pace;
import dev.kidreaper.model.ProcessId;
import dev.kidreaper.model.Reason;
import dev.kidreaper.model.RecycleCause;
import dev.kidreaper.model.Signal;
import dev.kidreaper.observe.PoolReader;
import dev.kidreaper.observe.Proc;
import dev.kidreaper.observe.ServingCheck;
import dev.kidreaper.testing.TestPool;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/// A worker that may not go yet, since another one is away: it is asked as soon as it may, also
/// where no request comes that would wake it.
class TurnIT {
    private static final Reason REASON = new Reason(RecycleCause.ASKED, Measure.USS, 1, null);
    private static final Duration DEADLINE = Duration.ofSeconds(60);
    private static final Duration AT_ONCE = Duration.ofSeconds(10);
    private static final Duration WAITS = Duration.ofMillis(1500);

    private final Proc proc = Proc.ofMachine();
    private final PoolReader pools = new PoolReader(proc, Recognition::of);

    @Test
    void anIdleWorkerIsAskedWhenTheOtherOneIsReplaced() throws Exception {
        var departures = Departures.oneByOne();
        var other = departures.one(() -> true);
        assertThat(other.tryTake()).isTrue();
        try (var pool = TestPool.start(2)) {
            int worker = pool.children().getFirst();
            long start = System.nanoTime();
            var outcome = recycle(pool, worker, departures, () -> true);
            TestPool.sleep(WAITS);
            assertThat(outcome).isNotDone();
            assertThat(pool.children()).contains(worker);
            other.giveBack();
            assertThat(outcome.get()).isInstanceOf(Outcome.Recycled.class);
            assertThat(took(start)).isLessThan(AT_ONCE);
        }
    }

    @Test
    void anIdleWorkerIsAskedWhenThePauseIsOver() throws Exception {
        var departures = new Departures(1, WAITS.multipliedBy(2), System::nanoTime);
        var other = departures.one(() -> true);
        assertThat(other.tryTake()).isTrue();
        other.giveBack();
        try (var pool = TestPool.start(2)) {
            int worker = pool.children().getFirst();
            long start = System.nanoTime();
            var outcome = recycle(pool, worker, departures, () -> true);
            assertThat(outcome.get()).isInstanceOf(Outcome.Recycled.class);
            assertThat(took(start)).isLessThan(AT_ONCE);
        }
    }

    /// Without a wait until its deadline, for which it would be traced.
    @Test
    void aWorkerThatMayNotGoAnyMoreIsReportedAtOnce() throws Exception {
        try (var pool = TestPool.start(2)) {
            int worker = pool.children().getFirst();
            long start = System.nanoTime();
            var outcome = recycle(pool, worker, Departures.oneByOne(), () -> false);
            assertThat(outcome.get())
                    .isInstanceOfSatisfying(
                            Outcome.Failed.class,
                            failed -> assertThat(failed.problem()).contains("permit"));
            assertThat(took(start)).isLessThan(AT_ONCE);
            assertThat(pool.children()).contains(worker);
        }
    }

    private static Duration took(long start) {
        return Duration.ofNanos(System.nanoTime() - start);
    }

    private CompletableFuture<Outcome> recycle(
            TestPool pool, int worker, Departures departures, BooleanSupplier mayGo)
            throws Exception {
        var pace =
                new Pace(
                        Duration.ZERO,
                        Duration.ofMillis(300),
                        Duration.ofSeconds(1),
                        Duration.ofMillis(500),
                        DEADLINE,
                        null);
        var manager = pools.manager(pool.manager());
        ProcessId id = pools.stat(worker).id();
        var check = new ServingCheck(proc, manager.profile());
        var known = ConcurrentHashMap.<ProcessId>newKeySet();
        var wait = new ReplacementWait(proc, pools, manager, pace, null, known, check);
        var recycler =
                new Recycler(
                        proc,
                        pools,
                        manager,
                        Signal.HUP,
                        pace,
                        departures,
                        check,
                        wait,
                        null,
                        mayGo);
        return CompletableFuture.supplyAsync(
                () -> recycler.recycle(id, REASON), r -> Thread.ofPlatform().daemon().start(r));
    }
}
