package dev.kidreaper.pool.gated;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SpreadTest {
    @Test
    void fiveThatStartTogetherEndFarFromEachOther() {
        for (double first = 0; first < 1; first += 0.01) {
            var spread = new Spread(500, 50, first);
            int[] five = IntStream.generate(spread::next).limit(5).sorted().toArray();
            assertThat(five[0]).isGreaterThanOrEqualTo(450);
            assertThat(five[4]).isLessThanOrEqualTo(550);
            for (int i = 1; i < 5; i++) {
                assertThat(five[i] - five[i - 1]).isGreaterThanOrEqualTo(13);
            }
        }
    }

    @Test
    void eachNumberComesAsOftenAsAnother() {
        var spread = new Spread(10, 2, 0);
        var counts = new int[13];
        IntStream.generate(spread::next).limit(1000).forEach(n -> counts[n]++);
        for (int number = 8; number <= 12; number++) {
            assertThat(counts[number]).isBetween(195, 205);
        }
    }

    @Test
    void withoutJitterItIsTheNumber() {
        var spread = new Spread(500, 0, 0.7);
        assertThat(IntStream.generate(spread::next).limit(9)).containsOnly(500);
    }
}
