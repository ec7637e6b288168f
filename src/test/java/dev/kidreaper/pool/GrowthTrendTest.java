package dev.kidreaper.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/// How the sizes of a worker become a trend.
class GrowthTrendTest {
    private static final long SECOND = 1_000_000_000L;

    @Test
    void aLeakIsALine() {
        var growthTrend = new GrowthTrend();
        for (int i = 0; i < 500; i++) {
            growthTrend.add(i * SECOND, 1_000_000 + i * 1000L);
        }
        assertThat(slope(growthTrend)).isCloseTo(1000, within(1.0));
        assertThat(growthTrend.isSlowing()).isFalse();
    }

    @Test
    void warmingUpIsSeenToSlowDown() {
        var growthTrend = new GrowthTrend();
        for (int i = 0; i < 20; i++) {
            growthTrend.add(i * SECOND, (long) (10_000_000 * (1 - Math.exp(-i / 10.0))));
        }
        assertThat(slope(growthTrend)).isPositive();
        assertThat(growthTrend.isSlowing()).isTrue();
    }

    /// Warming up and then staying as it is: no limit is ahead.
    @Test
    void aPlateauIsSeenAsOne() {
        var growthTrend = new GrowthTrend();
        for (int i = 0; i < 500; i++) {
            growthTrend.add(i * SECOND, 1_000_000 + Math.min(i, 60) * 1000L);
        }
        assertThat(slope(growthTrend)).isZero();
    }

    @Test
    void aLeakAfterALongRestIsSeenSoon() {
        var growthTrend = new GrowthTrend();
        for (int i = 0; i < 10_000; i++) {
            growthTrend.add(i * SECOND, 1_000_000);
        }
        for (int i = 0; i < 4; i++) {
            growthTrend.add((10_000 + i) * SECOND, 1_000_000 + i * 1000L);
        }
        double recent = growthTrend.recent().orElseThrow().bytesPerSecond();
        assertThat(recent).isCloseTo(1000, within(1.0));
    }

    private static double slope(GrowthTrend growthTrend) {
        return growthTrend.trend().orElseThrow().bytesPerSecond();
    }
}
