package dev.kidreaper.tally;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.model.Event;
import dev.kidreaper.model.Measure;
import dev.kidreaper.model.Outcome;
import dev.kidreaper.model.ProcessId;
import dev.kidreaper.model.Reason;
import dev.kidreaper.model.RecycleCause;
import dev.kidreaper.tally.PoolCounts.Kind;
import dev.kidreaper.tally.PoolCounts.Result;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Events, counted.
class EventCountsTest {
    private static final ProcessId WORKER = new ProcessId(1, 1);
    private static final Reason LIMIT = new Reason(RecycleCause.LIMIT, Measure.USS, 100, null);

    private final EventCounts counts = new EventCounts();

    private void recycled(Duration left, boolean idle, boolean killed, long freed) {
        var outcome = new Outcome.Recycled(WORKER, LIMIT, left, null, idle, killed);
        counts.happened(new Event.Ended(Instant.EPOCH, "web", outcome, null, freed));
    }

    @Test
    void recyclesAreCountedByCauseAndResult() {
        recycled(Duration.ofMillis(31), true, false, 70);
        recycled(Duration.ofSeconds(2), false, true, 30);
        counts.happened(new Event.Ended(Instant.EPOCH, "web", new Outcome.Vanished(WORKER, LIMIT)));
        counts.happened(new Event.Resumed(Instant.EPOCH, "web"));

        PoolCounts web = counts.of("web");
        assertThat(web.recycles())
                .isEqualTo(
                        Map.of(
                                new Kind(RecycleCause.LIMIT, Result.RECYCLED), 1L,
                                new Kind(RecycleCause.LIMIT, Result.KILLED), 1L,
                                new Kind(RecycleCause.LIMIT, Result.VANISHED), 1L));
        assertThat(web.unproven()).isEqualTo(1);
        assertThat(web.freedBytes()).isEqualTo(100);
        assertThat(web.leaveCounts().getFirst()).isEqualTo(1);
        assertThat(web.leaveCounts().get(5)).isEqualTo(1);
        assertThat(web.leaveSeconds()).isEqualTo(2.031);
        assertThat(counts.of("mail")).isEqualTo(PoolCounts.NONE);
    }
}
