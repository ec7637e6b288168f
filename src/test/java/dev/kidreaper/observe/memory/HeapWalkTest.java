package dev.kidreaper.observe.memory;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// When it is a worker's turn.
class HeapWalkTest {
    private static final long MILLIS = 1_000_000;

    /// A twentieth of one core, which all workers share.
    @Test
    void walksTakeATwentiethOfTheTimeAtMost() {
        var walk = new HeapWalk();
        for (int workers : new int[] {1, 4, 16}) {
            walk.begin(workers);
            assertThat(walk.isDue(500 * MILLIS / workers, 10)).isTrue();
            assertThat(walk.isDue(501 * MILLIS / workers, 10)).isFalse();
        }
        assertThat(walk.isDue(0, 0)).isTrue();
    }
}
