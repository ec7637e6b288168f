package dev.kidreaper.decide;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.model.Footprint;
import dev.kidreaper.model.FoundPool;
import dev.kidreaper.model.Manager;
import dev.kidreaper.model.PhpProfiles;
import dev.kidreaper.model.ProcessId;
import dev.kidreaper.model.Size;
import dev.kidreaper.model.Worker;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SuggestedLimitTest {
    private static final long MIB = 1L << 20;

    private static FoundPool pool(@Nullable Long newborn, long... mib) {
        var manager =
                new Manager(
                        new ProcessId(1, 1),
                        0,
                        "php-fpm",
                        new Footprint(0, 0, 0, 0, 0),
                        PhpProfiles.PHP_FPM);
        List<Worker> workers =
                Arrays.stream(mib)
                        .mapToObj(m ->
                                new Worker(
                                        new ProcessId(2, 2),
                                        Duration.ofHours(1),
                                        Duration.ZERO,
                                        "php-fpm: pool www",
                                        new Footprint(
                                                0, 0, 0, m < 0 ? Footprint.UNREAD : m * MIB, 0)))
                        .toList();
        return new FoundPool(
                "www",
                manager,
                workers,
                null,
                newborn == null ? null : new FoundPool.Newborn(new Size(newborn * MIB), false),
                null);
    }

    @Test
    void itLeavesRoomAboveNewWorkersAndAboveTheUsualOne() {
        assertThat(SuggestedLimit.of(pool(10L, 12, 14, 90))).contains(new Size(32 * MIB));
        assertThat(SuggestedLimit.of(pool(10L, 60, 62, 90))).contains(new Size(128 * MIB));
        assertThat(SuggestedLimit.of(pool(1L, 1))).contains(new Size(16 * MIB));
    }

    @Test
    void whatWasNotWeighedHasNone() {
        assertThat(SuggestedLimit.of(pool(null, 12))).isEmpty();
        assertThat(SuggestedLimit.of(pool(10L, -1))).isEmpty();
        assertThat(SuggestedLimit.of(pool(10L))).isEmpty();
    }
}
