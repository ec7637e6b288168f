package dev.kidreaper.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.decide.Recognition;
import dev.kidreaper.linux.LinuxException;
import dev.kidreaper.model.Amount;
import dev.kidreaper.model.Limits;
import dev.kidreaper.model.Measure;
import dev.kidreaper.model.Size;
import dev.kidreaper.model.Worker;
import dev.kidreaper.observe.PoolReader;
import dev.kidreaper.observe.Proc;
import dev.kidreaper.observe.Unreadable;
import dev.kidreaper.testing.TestPool;
import dev.kidreaper.testing.WebRequest;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// One real worker as it is followed.
class TrackedWorkerIT {
    private static final long MIB = 1L << 20;

    private static final Amount.Portion MUCH = new Amount.Bytes(new Size(1L << 40));

    /// A pool's limit has the costly sizes read too.
    private static final Limits LIMITS = new Limits(null, Measure.RSS, null, MUCH, MUCH, null);

    private final Proc proc = Proc.ofMachine();
    private final PoolReader pools = new PoolReader(proc, Recognition::of);

    /// Else the wrong one of the pool goes when it is the whole pool that has reached its limit.
    @Test
    void whatHasGrownSinceTheCostlyReadingWouldBeGivenBackToo() throws Unreadable, LinuxException {
        try (var pool = TestPool.start(1);
                var trackedWorker = followed(worker(pool))) {
            assertThat(trackedWorker.look(0, Long.MAX_VALUE)).isTrue();
            long before = trackedWorker.reclaimable();
            WebRequest.send(pool.socket(), "leak=50000").answer();
            long soon = Duration.ofSeconds(3).toNanos();
            assertThat(trackedWorker.look(soon, Long.MAX_VALUE)).isTrue();
            assertThat(trackedWorker.footprint().uss()).as("not read again").isLessThan(30 * MIB);
            assertThat(trackedWorker.reclaimable() - before).isGreaterThan(45 * MIB);
            assertThat(trackedWorker.pss()).isGreaterThan(trackedWorker.reclaimable());
        }
    }

    private TrackedWorker followed(Worker worker) throws LinuxException {
        var memory = WorkerMemory.Opener.of(proc, pools).open(worker.id());
        return new TrackedWorker(memory, worker, LIMITS, 0, System::nanoTime);
    }

    private Worker worker(TestPool pool) throws Unreadable {
        var manager = pools.manager(pool.manager());
        return pools.pool(manager, PoolReader.Depth.CHEAP).workers().getFirst();
    }
}
