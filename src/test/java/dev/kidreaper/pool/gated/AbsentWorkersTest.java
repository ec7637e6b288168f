package dev.kidreaper.pool.gated;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.model.Footprint;
import dev.kidreaper.model.Measure;
import dev.kidreaper.model.PoolSnapshot;
import dev.kidreaper.model.ProcessId;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Who is reported as one that never asks at the gate.
class AbsentWorkersTest {
    private static final ProcessId ASKS = new ProcessId(10, 1);
    private static final ProcessId NEVER = new ProcessId(11, 1);
    private static final long MINUTE = 60_000_000_000L;

    private final List<ProcessId> reported = new ArrayList<>();
    private final AbsentWorkers absentWorkers = new AbsentWorkers(reported::add);

    private static PoolSnapshot pool(ProcessId... workers) {
        var nothing = new Footprint(0, 0, 0, 0, 0);
        return new PoolSnapshot(
                "web",
                PoolSnapshot.State.WATCHING,
                null,
                null,
                Measure.USS,
                null,
                Stream.of(workers)
                        .map(id ->
                                new PoolSnapshot.Member(id, 0, nothing, 0, null, false, List.of()))
                        .toList(),
                0,
                0,
                0,
                null,
                List.of());
    }

    private String look(long accepted, long now, ProcessId... workers) {
        return String.valueOf(
                absentWorkers.look(pool(workers), accepted, Set.of(ASKS)::contains, now));
    }

    @Test
    void oneThatNeverAsksIsReportedOnce() {
        assertThat(look(50, MINUTE, ASKS, NEVER)).isEqualTo("null");
        assertThat(look(149, MINUTE, ASKS, NEVER)).isEqualTo("null");
        assertThat(look(150, MINUTE, ASKS, NEVER)).startsWith("1 of its workers never asked");
        assertThat(look(900, MINUTE, ASKS, NEVER)).startsWith("1 of its workers never asked");
        assertThat(reported).containsExactly(NEVER);
        assertThat(look(901, MINUTE, ASKS)).as("it has gone").isEqualTo("null");
    }

    @Test
    void aYoungOneMayLoadStill() {
        look(0, 0, ASKS, NEVER);
        look(5000, MINUTE - 1, ASKS, NEVER);
        assertThat(reported).isEmpty();
    }

    @Test
    void onAQuietSiteNobodyIsAbsent() {
        look(0, 0, ASKS, NEVER);
        look(99, 100 * MINUTE, ASKS, NEVER);
        assertThat(reported).isEmpty();
    }
}
