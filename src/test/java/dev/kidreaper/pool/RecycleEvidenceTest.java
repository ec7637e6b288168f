package dev.kidreaper.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.model.Footprint;
import dev.kidreaper.model.Limit;
import dev.kidreaper.model.Measure;
import dev.kidreaper.model.MemoryBreakdown;
import dev.kidreaper.model.MemoryTimeline;
import dev.kidreaper.model.Outcome;
import dev.kidreaper.model.ProcessId;
import dev.kidreaper.model.Reason;
import dev.kidreaper.model.RecycleCause;
import dev.kidreaper.model.Size;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecycleEvidenceTest {
    private static final ProcessId WORKER = new ProcessId(4711, 7);
    private static final long GIB = 1L << 30;

    private static RecycleEvidence evidence() {
        var point =
                new MemoryTimeline.Point(
                        5, new MemoryBreakdown(5, 3 * GIB, 4 * GIB, 9, 0, 0), 0, 0, true);
        return new RecycleEvidence(
                WORKER, List.of(new MemoryTimeline(WORKER, 0, List.of(point))), false);
    }

    @Test
    void whatAWorkerHadAloneIsKnownFromItsCourse() {
        assertThat(evidence().lastUss()).isEqualTo(7 * GIB);
        assertThat(new RecycleEvidence(WORKER, List.of(), false).lastUss())
                .isEqualTo(Footprint.UNREAD);
    }

    /// What was weighed was the pool: the worker's own size counts. Its replacement is this very
    /// test.
    @Test
    void aRecycleForThePoolsLimitGivesBackWhatTheWorkerHad() throws Exception {
        String stat = Files.readString(Path.of("/proc/self/stat"));
        long started = Long.parseLong(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[19]);
        var us = new ProcessId((int) ProcessHandle.current().pid(), started);
        for (RecycleCause cause :
                List.of(
                        RecycleCause.POOL_LIMIT,
                        RecycleCause.MIN_AVAILABLE,
                        RecycleCause.MAX_PRESSURE)) {
            var limit = new Limit(Measure.PSS, new Size(90 * GIB));
            var reason = new Reason(cause, Measure.PSS, 99 * GIB, limit);
            var outcome = new Outcome.Recycled(WORKER, reason, Duration.ZERO, us, true, false);
            assertThat(ProcMemory.freedBy(outcome, evidence()))
                    .as(cause.label())
                    .isBetween(GIB, 7 * GIB);
            assertThat(ProcMemory.freedBy(outcome, null)).as(cause.label()).isNull();
        }
    }
}
