package dev.kidreaper.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.decide.Recognition;
import dev.kidreaper.linux.LinuxException;
import dev.kidreaper.model.Amount;
import dev.kidreaper.model.Footprint;
import dev.kidreaper.model.Limit;
import dev.kidreaper.model.Limits;
import dev.kidreaper.model.Measure;
import dev.kidreaper.model.ProcessId;
import dev.kidreaper.model.Reason;
import dev.kidreaper.model.RecycleCause;
import dev.kidreaper.model.Size;
import dev.kidreaper.model.Worker;
import dev.kidreaper.observe.PoolReader;
import dev.kidreaper.observe.Proc;
import dev.kidreaper.observe.Unreadable;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Of which workers it is asked why they had grown. The worker is this process.
class PoolSamplesTest {
    private static final Size SIZE = new Size(1 << 20);
    private static final Limits LIMITS = Limits.ofWorker(new Amount.Bytes(SIZE), Measure.USS);

    private final Proc proc = Proc.ofMachine();
    private final PoolReader pools = new PoolReader(proc, Recognition::of);
    private final PoolSamples poolSamples = new PoolSamples(0);

    @ParameterizedTest
    @EnumSource
    void onlyAWorkerThatGoesForItsSizeIsJudged(RecycleCause cause)
            throws LinuxException, Unreadable {
        var limit = new Limit(Measure.USS, SIZE);
        RecycleEvidence recycleEvidence = leaves(new Reason(cause, Measure.USS, 2 << 20, limit));

        assertThat(recycleEvidence != null).isEqualTo(cause.isForSize());
    }

    /// The machine's floors are no size that a worker could have reached.
    @ParameterizedTest
    @EnumSource(names = {"MIN_AVAILABLE", "MAX_PRESSURE"})
    void aMachineThatIsShortOfMemoryIsAReasonToAsk(RecycleCause cause)
            throws LinuxException, Unreadable {
        RecycleEvidence evidence = leaves(new Reason(cause, Measure.PSS, 2 << 20, null));

        assertThat(Objects.requireNonNull(evidence).isTooLarge()).isFalse();
    }

    /// A life in the history begins and ends when it did, however far apart its readings are.
    @Test
    void theFirstAndTheLastSizeAreWrittenDownAtOnce() throws LinuxException, Unreadable {
        assertThat(written(0)).isEmpty();
        try (var worker = worker()) {
            poolSamples.came();
            assertThat(written(1000, worker)).as("it was not looked at yet").isEmpty();
            worker.look(0, Long.MAX_VALUE);
            assertThat(written(2000, worker)).containsExactly(2000L);
            assertThat(written(3000, worker)).isEmpty();
            var reason = new Reason(RecycleCause.MAX_AGE, Measure.USS, 2 << 20, null);
            poolSamples.leaves(worker, reason, List.of(worker), nanos(4000));
            assertThat(written(4500)).containsExactly(4000L);
            assertThat(written(5000)).isEmpty();
        }
    }

    /// When what is written down at that time was so.
    private List<Long> written(long millis, TrackedWorker... all) {
        var times = new ArrayList<Long>();
        poolSamples.writeDown(
                "web",
                () -> List.of(all),
                nanos(millis),
                () -> Instant.ofEpochMilli(millis),
                some -> some.forEach(s -> times.add(s.at().toEpochMilli())));
        return times;
    }

    private static long nanos(long millis) {
        return Duration.ofMillis(millis).toNanos();
    }

    private TrackedWorker worker() throws LinuxException, Unreadable {
        var id = pools.identity(Math.toIntExact(ProcessHandle.current().pid()));
        var worker =
                new Worker(id, Duration.ofMinutes(1), Duration.ZERO, "", Footprint.cheap(0, 0));
        return new TrackedWorker(memory(id), worker, LIMITS, 0, () -> 0);
    }

    private WorkerMemory memory(ProcessId id) throws LinuxException {
        return WorkerMemory.Opener.of(proc, pools).open(id);
    }

    private @Nullable RecycleEvidence leaves(Reason reason) throws LinuxException, Unreadable {
        try (var trackedWorker = worker()) {
            trackedWorker.look(0, Long.MAX_VALUE);
            return poolSamples.leaves(trackedWorker, reason, List.of(trackedWorker), 1);
        }
    }
}
