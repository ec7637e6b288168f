package dev.kidreaper.decide.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PermitWishTest {
    private static double meanSeconds(boolean urgent, long hosts) {
        var wish = new PermitWish("web", "limit", 4, 1, urgent);
        return new SplittableRandom(7)
                        .doubles(10_000)
                        .mapToObj(chance -> wish.pause(chance, hosts))
                        .mapToLong(Duration::toMillis)
                        .average()
                        .orElseThrow()
                / 1000;
    }

    /// The store answers so many small questions easily.
    @Test
    void tenThousandHostsThatWaitAskSixHundredTimesASecondAtMost() {
        assertThat(10_000 / meanSeconds(false, 10_000)).isLessThan(600);
    }

    @Test
    void whoseLimitIsReachedAndWhoIsInASmallGroupAsksSooner() {
        assertThat(meanSeconds(true, 10_000)).isLessThan(12);
        assertThat(meanSeconds(false, 3)).isLessThan(2);
    }
}
