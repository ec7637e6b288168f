package dev.kidreaper.decide.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class EventQueueTest {
    /// As many as make it grow, with many of one time; some soon, some in hours.
    @Test
    void allComeInTheOrderOfTheirTimesAndOfTheirComing() {
        var random = new SplittableRandom(3);
        var queue = new EventQueue();
        var seen = new ArrayList<long[]>();
        long now = 0;
        for (int i = 0; i < 20_000; i++) {
            long delay =
                    switch (random.nextInt(4)) {
                        case 0 -> random.nextInt(3);
                        case 1 -> random.nextInt(4) * (1L << 27);
                        case 2 -> random.nextLong(1_000_000_000L);
                        default -> random.nextLong(4 * 3_600_000_000_000L);
                    };
            long at = now + delay;
            long number = i;
            queue.add(now, delay, () -> seen.add(new long[] {at, number}));
            if (random.nextInt(3) == 0) {
                now = queue.nextAt();
                queue.poll().run();
            }
        }
        while (seen.size() < 20_000) {
            queue.poll().run();
        }
        for (int i = 1; i < seen.size(); i++) {
            long[] before = seen.get(i - 1);
            long[] after = seen.get(i);
            assertThat(before[0] < after[0] || (before[0] == after[0] && before[1] < after[1]))
                    .isTrue();
        }
    }
}
