package dev.kidreaper.decide;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TrendTest {
    @Test
    void aRankIsWhatSortingWouldPutThere() {
        var random = new Random(7);
        for (int round = 0; round < 2_000; round++) {
            int count = 1 + random.nextInt(60);
            int kinds = 1 + random.nextInt(count);
            double[] values = random.ints(count, 0, kinds).asDoubleStream().toArray();
            double[] sorted = values.clone();
            Arrays.sort(sorted);
            int place = random.nextInt(count);
            assertThat(Trend.ranked(values, 0, count, place)).isEqualTo(sorted[place]);
            assertThat(Arrays.stream(values, 0, place)).allMatch(v -> v <= sorted[place]);
            assertThat(Arrays.stream(values, place, count)).allMatch(v -> v >= sorted[place]);
        }
    }

    @Test
    void theQuartilesAreThoseOfAllSlopes() {
        var random = new Random(8);
        for (int round = 0; round < 500; round++) {
            int count = 3 + random.nextInt(30);
            double[] seconds = new double[count];
            double[] bytes = new double[count];
            for (int i = 0; i < count; i++) {
                seconds[i] = i + random.nextDouble();
                bytes[i] = random.nextInt(10) * 4096.0;
            }
            double[] slopes = new double[count * (count - 1) / 2];
            int n = 0;
            for (int later = 1; later < count; later++) {
                for (int earlier = 0; earlier < later; earlier++) {
                    slopes[n++] =
                            (bytes[later] - bytes[earlier]) / (seconds[later] - seconds[earlier]);
                }
            }
            Arrays.sort(slopes);
            Trend trend = Trend.of(seconds, bytes, 0, count).orElseThrow();
            assertThat(trend.bytesPerSecond()).isEqualTo(slopes[n / 2]);
            assertThat(trend.slow()).isEqualTo(slopes[n / 4]);
            assertThat(trend.fast()).isEqualTo(slopes[n * 3 / 4]);
        }
    }
}
