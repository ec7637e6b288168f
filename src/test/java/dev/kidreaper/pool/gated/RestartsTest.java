package dev.kidreaper.pool.gated;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// The pauses before a manager is started again.
class RestartsTest {
    @Test
    void theyGrowToAMinuteAndBeginAnewAfterOne() {
        var restarts = new Restarts();
        var brief = Duration.ofSeconds(59);
        assertThat(IntStream.range(0, 8).mapToObj(_ -> restarts.pauseAfter(brief).toSeconds()))
                .containsExactly(1L, 2L, 4L, 8L, 16L, 32L, 60L, 60L);
        assertThat(restarts.pauseAfter(Duration.ofMinutes(1))).isEqualTo(Duration.ofSeconds(1));
    }
}
