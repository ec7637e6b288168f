package dev.kidreaper.pool.gated;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.model.PoolSnapshot;
import org.junit.jupiter.api.Test;

/// How long a worker's requests took, in figures and in words.
class RequestTimesTest {
    @Test
    void theMeanAndTheLongest() {
        var times = new RequestTimes();
        assertThat(times.of(3)).isEqualTo(new PoolSnapshot.Served(3, 0, 0, 0));
        assertThat(ServedWords.of(times.of(3))).isEqualTo("requests 3");
        times.add(2_000_000);
        times.add(10_000_000);
        assertThat(times.of(9)).isEqualTo(new PoolSnapshot.Served(9, 2, 6_000_000, 10_000_000));
        assertThat(ServedWords.of(times.of(9)))
                .isEqualTo("requests 9, of which 2 took 6.0 ms in the mean and 10.0 ms at most");
    }
}
