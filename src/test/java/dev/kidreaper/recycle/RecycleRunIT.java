package dev.kidreaper.recycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.decide.Recognition;
import dev.kidreaper.model.Manager;
import dev.kidreaper.model.Measure;
import dev.kidreaper.model.Outcome;
import dev.kidreaper.model.Pace;
import dev.kidreaper.model.ProcessId;
import dev.kidreaper.model.Reason;
import dev.kidreaper.model.Report;
import dev.kidreaper.model.Signal;
import dev.kidreaper.observe.PoolReader;
import dev.kidreaper.observe.Proc;
import dev.kidreaper.observe.Unreadable;
import dev.kidreaper.testing.TestPool;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A run over a pool of the real `FCGI::ProcManager`.
class RecycleRunIT {
    /// A recycle takes at least as long as a replacement is a newborn, so two of them overlap.
    private static final Pace PACE =
            new Pace(
                    Duration.ZERO,
                    Duration.ofMillis(1500),
                    Duration.ofSeconds(2),
                    Duration.ofMillis(500),
                    Duration.ofSeconds(30),
                    null);

    private final Proc proc = Proc.ofMachine();

    /// How many were under way at the same time.
    private static final class Counted implements RecycleListener {
        private final Set<ProcessId> underWay = new HashSet<>();
        private final Set<Integer> all = new HashSet<>();
        private int ended;
        private int most;

        @Override
        public synchronized void starting(ProcessId worker, Reason reason, int left) {
            underWay.add(worker);
            all.add(ended + underWay.size() + left);
            most = Math.max(most, underWay.size());
        }

        @Override
        public synchronized void ended(Outcome outcome) {
            underWay.remove(outcome.worker());
            ended++;
        }
    }

    @ParameterizedTest
    @CsvSource({"4, 1, 1", "4, 2, 2", "3, 100, 2", "1, 5, 1"})
    void soManyAreAwayAtOnceAndOneStays(int workers, int atOnce, int most) throws Unreadable {
        try (var pool = TestPool.start(workers)) {
            var before = pool.children();
            TestPool.sleep(PACE.newborn());
            var counted = new Counted();
            Report report = run(pool, atOnce, counted).recycleAll();
            assertThat(report.outcomes())
                    .hasSize(workers)
                    .allMatch(Outcome.Recycled.class::isInstance, report.outcomes().toString());
            assertThat(report.stopped()).isNull();
            assertThat(report.kept()).isEmpty();
            assertThat(counted.most).isEqualTo(most);
            assertThat(counted.all).as("of how many, each time").containsExactly(workers);
            assertThat(report.outcomes().stream().map(o -> ((Outcome.Recycled) o).replacedBy()))
                    .doesNotHaveDuplicates();
            assertThat(pool.children()).hasSize(workers).doesNotContainAnyElementsOf(before);
        }
    }

    private RecycleRun run(TestPool pool, int atOnce, RecycleListener listener) throws Unreadable {
        var pools = new PoolReader(proc, Recognition::of);
        Manager manager = pools.manager(pool.manager());
        var crew =
                Recycler.crew(
                        proc,
                        () -> new PoolReader(proc, Recognition::of),
                        manager,
                        Signal.HUP,
                        PACE,
                        null,
                        atOnce,
                        () -> true);
        return new RecycleRun(
                pools,
                manager,
                crew,
                Measure.RSS,
                null,
                PACE,
                false,
                listener,
                new RecycleRun.Permits() {});
    }
}
