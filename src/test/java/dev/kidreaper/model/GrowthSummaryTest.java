package dev.kidreaper.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GrowthSummaryTest {
    @ParameterizedTest
    @CsvSource({
        "LEAK, 1.0, true",
        "MIXED, 0.6, true",
        "MIXED, 0.05, false",
        "MIXED, 0, false",
        "WARM_UP, 0, false",
        "UNDECIDED, 0, false"
    })
    void itGrowsOnWhereALeakHasItsPart(Verdict verdict, double leak, boolean growsOn) {
        var shares = Map.of(GrowthCause.LEAK, leak, GrowthCause.COPY_ON_WRITE, 1 - leak);
        var summary = new GrowthSummary(verdict, 0.9, shares, Duration.ofMinutes(1), null, null);
        assertThat(summary.growsOn()).isEqualTo(growsOn);
    }
}
