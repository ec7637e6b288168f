package dev.kidreaper.pool.watched;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// Who holds the right to recycle for long is named, once.
class LongWaitTest {
    private static final long SECOND = 1_000_000_000L;

    private final LongWait wait = new LongWait();

    @Test
    void anOperatorsOwnRunIsNoNews() {
        for (int i = 0; i < 59; i++) {
            assertThat(wait.goesOn("pid 812 (kidreaper)", i * SECOND)).isEmpty();
        }
        wait.ends();
        assertThat(wait.goesOn("pid 812 (kidreaper)", 60 * SECOND)).isEmpty();
        assertThat(wait.sentence(60 * SECOND)).isNull();
    }

    @Test
    void afterAMinuteItIsSaidOnceAndShownWhileItLasts() {
        int said = 0;
        for (int i = 0; i < 300; i++) {
            said += wait.goesOn("pid 812 (evil)", i * SECOND).isPresent() ? 1 : 0;
        }
        assertThat(said).isEqualTo(1);
        assertThat(wait.sentence(300 * SECOND)).contains("another program", "pid 812 (evil)");
        assertThat(wait.sentence(320 * SECOND)).isNull();
    }

    @Test
    void twoShortWaitsAreNoLongOne() {
        assertThat(wait.goesOn(null, 0)).isEmpty();
        assertThat(wait.goesOn(null, 3600 * SECOND)).isEmpty();
    }
}
