package dev.kidreaper.profiles;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Workers that load their application after the fork, for seconds: the next one is asked only when
/// the last one's replacement serves, so somebody always answers. `bench/slow-start` has them load
/// for longer.
class SlowStartIT {
    private static final int LOADS = Integer.getInteger("loads", 4);
    private static final Duration LONGEST_SILENCE = Duration.ofSeconds(2);

    @ParameterizedTest
    @EnumSource
    void somebodyAlwaysAnswers(SlowStarter kind) {
        SlowStarter.Result its = kind.recycle(LOADS, false);
        assertThat(its.ran().exit()).as(its.ran().out() + its.ran().err() + its.log()).isZero();
        assertThat(its.recycled()).as(its.log()).isEqualTo(2);
        assertThat(its.fewest()).as(its.ran().out() + its.log()).isEqualTo(1);
        assertThat(its.silence()).as(its.ran().out() + its.log()).isLessThan(LONGEST_SILENCE);
        assertThat(its.failed()).as(its.log()).isZero();
        assertThat(its.log()).doesNotContain("Early termination");
    }
}
