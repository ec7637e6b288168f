package dev.kidreaper.diagnose;

import static dev.kidreaper.diagnose.Synthetic.*;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.model.MemoryTimeline;
import dev.kidreaper.model.Verdict;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Memory that goes up and comes down at once, again and again.
class SawTest {
    private static final int SECONDS = 60;

    @Test
    void whatComesDownAgainAndAgainIsSteady() {
        assertThat(verdict((_, t) -> (300 + t % 12 * 60) * KB)).isEqualTo(Verdict.STEADY);
    }

    /// Its copy comes and goes. Then there is memory enough to make it longer where it is.
    @Test
    void aTextThatGetsLongerAndWasCopiedAtFirstIsNotSteady() {
        Gain text = (_, t) -> t * 20 * KB * (t < 20 && t % 5 >= 3 ? 2 : 1);
        assertThat(verdict(text)).isIn(Verdict.LEAK, Verdict.UNDECIDED);
    }

    private static Verdict verdict(Gain gain) {
        List<MemoryTimeline> pool = pool(4, SECONDS, gain, NOTHING, NOTHING);
        return Judge.of(withHeaps(pool, gain, gain)).verdict();
    }
}
