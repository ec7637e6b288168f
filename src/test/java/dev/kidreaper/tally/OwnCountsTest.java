package dev.kidreaper.tally;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class OwnCountsTest {
    @Test
    void aReloadThatFailsKeepsTheTimeOfTheLastThatDidNot() {
        var counts = new OwnCounts();
        assertThat(counts.reload()).isEqualTo(new OwnCounts.Reload(true, null));
        counts.reloaded(true, Instant.EPOCH);
        counts.reloaded(false, Instant.now());
        assertThat(counts.reload()).isEqualTo(new OwnCounts.Reload(false, Instant.EPOCH));
    }

    @Test
    void eachHookIsCountedByItself() {
        var counts = new OwnCounts();
        counts.hookRan("tell", true);
        counts.hookRan("tell", false);
        counts.hookDropped("tell");
        counts.hookRan("page", true);
        assertThat(counts.hooks())
                .containsEntry("tell", new OwnCounts.Runs(1, 1, 1))
                .containsEntry("page", new OwnCounts.Runs(1, 0, 0));
    }
}
