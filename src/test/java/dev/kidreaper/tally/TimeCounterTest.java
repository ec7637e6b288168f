package dev.kidreaper.tally;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.model.TimeCounts;
import org.junit.jupiter.api.Test;

class TimeCounterTest {
    @Test
    void eachTimeIsInTheFirstPlaceThatIsNoShorter() {
        var counter = new TimeCounter();
        for (long millis : new long[] {0, 5, 6, 1000, 60_000, 60_001, 9_000_000}) {
            counter.add(millis * 1_000_000);
        }
        TimeCounts counts = counter.counts();
        assertThat(counts.counts())
                .hasSize(TimeCounts.SECONDS.size() + 1)
                .containsExactly(2L, 1L, 0L, 0L, 0L, 0L, 0L, 1L, 0L, 0L, 0L, 0L, 1L, 2L);
        assertThat(counts.seconds()).isEqualTo(0.011 + 1 + 60 + 60.001 + 9000);
    }
}
