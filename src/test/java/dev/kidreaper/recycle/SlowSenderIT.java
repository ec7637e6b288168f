package dev.kidreaper.recycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.decide.Recognition;
import dev.kidreaper.model.Measure;
import dev.kidreaper.model.Outcome;
import dev.kidreaper.model.Pace;
import dev.kidreaper.model.Reason;
import dev.kidreaper.model.RecycleCause;
import dev.kidreaper.model.Signal;
import dev.kidreaper.observe.PoolReader;
import dev.kidreaper.observe.Proc;
import dev.kidreaper.observe.Unreadable;
import dev.kidreaper.testing.TestPool;
import dev.kidreaper.testing.WebRequest;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// A client that takes longer to send its parameters than a worker is followed: the signal would
/// cut it off.
class SlowSenderIT {
    private static final Duration PER_BYTE = Duration.ofMillis(30); // Of some 200.
    private static final Pace PACE =
            new Pace(
                    Duration.ZERO,
                    Duration.ofMillis(300),
                    Duration.ofSeconds(1),
                    Duration.ofMillis(500),
                    Duration.ofSeconds(30),
                    null);

    @Test
    void isWaitedFor() throws Unreadable {
        var proc = Proc.ofMachine();
        var pools = new PoolReader(proc, Recognition::of);
        try (var pool = TestPool.start(1)) {
            var worker = pools.stat(pool.children().getFirst()).id();
            var webRequest = WebRequest.sendSlowly(pool.socket(), "/", "n=1", PER_BYTE);
            TestPool.sleep(Duration.ofMillis(500));
            var manager = pools.manager(pool.manager());
            var recycler = Recycler.oneByOne(proc, pools, manager, Signal.HUP, PACE, null);
            var outcome =
                    recycler.recycle(worker, new Reason(RecycleCause.ASKED, Measure.USS, 1, null));
            assertThat(webRequest.answer()).isEqualTo("pid=%s end\n".formatted(worker));
            assertThat(outcome)
                    .isInstanceOfSatisfying(
                            Outcome.Recycled.class, r -> assertThat(r.idleProof()).isTrue());
        }
    }
}
