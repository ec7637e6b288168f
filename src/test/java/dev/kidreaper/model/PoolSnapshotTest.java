package dev.kidreaper.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.model.PoolSnapshot.Accepted;
import dev.kidreaper.model.PoolSnapshot.State;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PoolSnapshotTest {
    private static final Accepted COUNTED =
            new Accepted(
                    7,
                    Map.of(new ProcessId(3, 4), new PoolSnapshot.Served(7, 1, 2, 3)),
                    TimeCounts.NONE);

    @Test
    void anotherSentenceLosesNoCounts() {
        var counted = unknown("no manager").with(COUNTED, null);
        assertThat(counted.because("it left").why()).isEqualTo("it left");
        assertThat(counted.because("it left").accepted()).isEqualTo(COUNTED);
    }

    @Test
    void theGatesSentenceComesAfterThePools() {
        assertThat(unknown("no manager").with(COUNTED, "held").why()).isEqualTo("no manager");
    }

    private static PoolSnapshot unknown(String why) {
        return PoolSnapshot.unknown("app", State.LOST, why, Measure.USS);
    }
}
