package dev.kidreaper.diagnose.rate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Whether something rises, or only goes up and down.
class MannKendallTest {
    private static final int VALUES = 40;

    @Test
    void whatRisesRises() {
        assertThat(trend(1, i -> i)).isTrue();
        assertThat(trend(1, i -> Math.floor(i / 10.0))).isTrue();
        assertThat(trend(1, i -> i + (i % 5 == 0 ? 1000 : 0))).isTrue();
    }

    @Test
    void whatStaysOrFallsDoesNot() {
        assertThat(trend(4, _ -> 7)).isFalse();
        assertThat(trend(4, i -> -i)).isFalse();
        assertThat(trend(4, i -> i % 8)).isFalse();
        assertThat(new MannKendall().rises()).isFalse();
    }

    /// One in 740 by chance; of those below none.
    @Test
    void chanceDoesNot() {
        int wrong = 0;
        for (int seed = 0; seed < 1000; seed++) {
            var random = new SplittableRandom(seed);
            wrong += trend(4, _ -> random.nextDouble()) ? 1 : 0;
        }
        assertThat(wrong).isLessThanOrEqualTo(5);
    }

    private static boolean trend(int series, IntToDoubleFunction value) {
        var trend = new MannKendall();
        for (int i = 0; i < series; i++) {
            trend.add(IntStream.range(0, VALUES).mapToDouble(value).toArray());
        }
        return trend.rises();
    }
}
