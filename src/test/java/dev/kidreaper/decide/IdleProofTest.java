package dev.kidreaper.decide;

import static dev.kidreaper.model.Profiles.FCGI_PROCMANAGER;
import static dev.kidreaper.model.Profiles.STARMAN;
import static dev.kidreaper.model.Profiles.UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.decide.IdleProof.In;
import dev.kidreaper.model.Moment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IdleProofTest {
    @ParameterizedTest
    @CsvSource({
        "ACCEPT,      false, IDLE",
        "ACCEPT,      true,  ACCEPTED",
        "POLL,        false, BUSY",
        "LOCK,        false, BUSY",
        "SLEEP,       true,  SERVING",
        "WRITE,       true,  SERVING",
        "READ_OTHER,  true,  SERVING",
        "READ_CLIENT, true,  READING",
        "ELSEWHERE,   true,  BUSY",
        "COMPUTING,   true,  COMPUTING",
        "FUTEX,       false, BUSY",
        "SLEEP,       false, BUSY",
        "WRITE,       false, BUSY",
        "UNSEEN,      false, HIDDEN"
    })
    void aProcManagersWorkerWaitsInAcceptOnly(In in, boolean holdsConnection, Moment moment) {
        assertThat(IdleProof.of(in, holdsConnection, FCGI_PROCMANAGER)).isEqualTo(moment);
    }

    @ParameterizedTest
    @CsvSource({"POLL, false, IDLE", "LOCK, false, IDLE", "POLL, true, BUSY", "LOCK, true, BUSY"})
    void anUnknownWorkerMayWaitInPollOrForALock(In in, boolean holdsConnection, Moment moment) {
        assertThat(IdleProof.of(in, holdsConnection, UNKNOWN)).isEqualTo(moment);
    }

    @Test
    void anIdleWorkerIsSignalledAtOnce() {
        assertThat(IdleProof.isGood(Moment.IDLE, UNKNOWN, false)).isTrue();
    }

    @Test
    void amidARequestOnlyWhenNothingBetterCame() {
        var profile = FCGI_PROCMANAGER;
        assertThat(IdleProof.isGood(Moment.SERVING, profile, false)).isFalse();
        assertThat(IdleProof.isGood(Moment.SERVING, profile, true)).isTrue();
    }

    @Test
    void amidItsOwnCodeNeverAndForAnUnknownKindOnlyIdle() {
        assertThat(IdleProof.isGood(Moment.BUSY, FCGI_PROCMANAGER, true)).isFalse();
        assertThat(IdleProof.isGood(Moment.ACCEPTED, UNKNOWN, true)).isFalse();
        assertThat(IdleProof.isGood(Moment.SERVING, UNKNOWN, true)).isFalse();
        assertThat(IdleProof.isGood(Moment.COMPUTING, FCGI_PROCMANAGER, true)).isFalse();
        assertThat(IdleProof.isGood(Moment.COMPUTING, STARMAN, true)).isTrue();
    }
}
