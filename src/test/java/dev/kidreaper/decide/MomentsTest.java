package dev.kidreaper.decide;

import static dev.kidreaper.model.Profiles.FCGI_PROCMANAGER;
import static dev.kidreaper.model.Profiles.STARMAN;
import static dev.kidreaper.model.Profiles.UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.decide.Moments.In;
import dev.kidreaper.model.Moment;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MomentsTest {
    private static final Duration LONGEST = Duration.ofSeconds(3);

    @ParameterizedTest
    @CsvSource({
        "ACCEPT,      false, IDLE",
        "ACCEPT,      true,  ACCEPTED",
        "POLL,        false, BUSY",
        "LOCK,        false, BUSY",
        "SLEEP,       true,  SERVING",
        "WRITE,       true,  SERVING",
        "READ_OTHER,  true,  SERVING",
        "READ_CLIENT, true,  BUSY",
        "ELSEWHERE,   true,  BUSY",
        "COMPUTING,   true,  COMPUTING",
        "FUTEX,       false, BUSY",
        "SLEEP,       false, BUSY",
        "WRITE,       false, BUSY",
        "UNSEEN,      false, HIDDEN"
    })
    void aProcManagersWorkerWaitsInAcceptOnly(In in, boolean holdsConnection, Moment moment) {
        assertThat(Moments.of(in, holdsConnection, FCGI_PROCMANAGER)).isEqualTo(moment);
    }

    @ParameterizedTest
    @CsvSource({"POLL, false, IDLE", "LOCK, false, IDLE", "POLL, true, BUSY", "LOCK, true, BUSY"})
    void anUnknownWorkerMayWaitInPollOrForALock(In in, boolean holdsConnection, Moment moment) {
        assertThat(Moments.of(in, holdsConnection, UNKNOWN)).isEqualTo(moment);
    }

    @Test
    void anIdleWorkerIsSignalledAtOnce() {
        assertThat(Moments.isGood(Moment.IDLE, UNKNOWN, Duration.ZERO, LONGEST)).isTrue();
    }

    @Test
    void amidARequestOnlyWhenNothingBetterCame() {
        var profile = FCGI_PROCMANAGER;
        assertThat(Moments.isGood(Moment.SERVING, profile, Duration.ofMillis(999), LONGEST))
                .isFalse();
        assertThat(Moments.isGood(Moment.SERVING, profile, Duration.ofSeconds(1), LONGEST))
                .isTrue();
    }

    @Test
    void amidItsOwnCodeNeverAndForAnUnknownKindOnlyIdle() {
        assertThat(Moments.isGood(Moment.BUSY, FCGI_PROCMANAGER, LONGEST, LONGEST)).isFalse();
        assertThat(Moments.isGood(Moment.COMPUTING, FCGI_PROCMANAGER, LONGEST, LONGEST)).isFalse();
        assertThat(Moments.isGood(Moment.COMPUTING, STARMAN, LONGEST, LONGEST)).isTrue();
        assertThat(Moments.isGood(Moment.ACCEPTED, UNKNOWN, LONGEST, LONGEST)).isFalse();
        assertThat(Moments.isGood(Moment.SERVING, UNKNOWN, LONGEST, LONGEST)).isFalse();
    }
}
