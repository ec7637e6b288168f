package dev.kidreaper.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/// How the sizes of a worker become a trend.
class GrowthTest {
    private static final long SECOND = 1_000_000_000L;

    @Test
    void aLeakIsALine() {
        var growth = new Growth();
        for (int i = 0; i < 500; i++) {
            growth.add(i * SECOND, 1_000_000 + i * 1000L);
        }
        assertThat(slope(growth)).isCloseTo(1000, within(1.0));
        assertThat(growth.isSlowing()).isFalse();
    }

    @Test
    void warmingUpIsSeenToSlowDown() {
        var growth = new Growth();
        for (int i = 0; i < 20; i++) {
            growth.add(i * SECOND, (long) (10_000_000 * (1 - Math.exp(-i / 10.0))));
        }
        assertThat(slope(growth)).isPositive();
        assertThat(growth.isSlowing()).isTrue();
    }

    /// Warming up and then staying as it is: no limit is ahead.
    @Test
    void aPlateauIsSeenAsOne() {
        var growth = new Growth();
        for (int i = 0; i < 500; i++) {
            growth.add(i * SECOND, 1_000_000 + Math.min(i, 60) * 1000L);
        }
        assertThat(slope(growth)).isZero();
    }

    @Test
    void aLeakAfterALongRestIsSeenSoon() {
        var growth = new Growth();
        for (int i = 0; i < 10_000; i++) {
            growth.add(i * SECOND, 1_000_000);
        }
        for (int i = 0; i < 4; i++) {
            growth.add((10_000 + i) * SECOND, 1_000_000 + i * 1000L);
        }
        double recent = growth.recent().orElseThrow().bytesPerSecond();
        assertThat(recent).isCloseTo(1000, within(1.0));
    }

    private static double slope(Growth growth) {
        return growth.trend().orElseThrow().bytesPerSecond();
    }
}
