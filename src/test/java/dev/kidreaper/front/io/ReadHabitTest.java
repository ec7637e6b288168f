package dev.kidreaper.front.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ReadHabitTest {
    private final ReadHabit readHabit = new ReadHabit();

    /// How often the kernel is asked about so many small requests that were all taken.
    private long asked(int requests) {
        return IntStream.range(0, requests)
                .filter(_ -> {
                    boolean asks = readHabit.mustAsk(true);
                    if (asks) {
                        readHabit.saw(true);
                    }
                    return asks;
                })
                .count();
    }

    @Test
    void aWorkerThatTakesSmallRequestsWholeIsAskedNowAndThen() {
        assertThat(asked(16)).isEqualTo(16);
        assertThat(asked(1600)).isBetween(90L, 110L);
    }

    @Test
    void largeRequestsAreAlwaysAskedAbout() {
        asked(100);
        assertThat(readHabit.mustAsk(false)).isTrue();
    }

    @Test
    void oneThatLeavesSomethingIsAskedEachTimeFromThenOn() {
        asked(100);
        readHabit.saw(false);
        assertThat(asked(16)).isEqualTo(16);
        readHabit.saw(false);
        assertThat(readHabit.mustAsk(true)).isTrue();
    }
}
