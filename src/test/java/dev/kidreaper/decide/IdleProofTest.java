package dev.kidreaper.decide;

import static dev.kidreaper.model.PerlProfiles.FCGI_PROCMANAGER;
import static dev.kidreaper.model.PerlProfiles.STARMAN;
import static dev.kidreaper.model.Profiles.UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.decide.IdleProof.Activity;
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
        "OTHER,       true,  BUSY",
        "COMPUTING,   true,  COMPUTING",
        "FUTEX,       false, BUSY",
        "SLEEP,       false, BUSY",
        "WRITE,       false, BUSY",
        "UNSEEN,      false, HIDDEN"
    })
    void aProcManagersWorkerWaitsInAcceptOnly(
            Activity activity, boolean holdsConnection, Moment moment) {
        assertThat(IdleProof.moment(activity, holdsConnection, FCGI_PROCMANAGER)).isEqualTo(moment);
    }

    @ParameterizedTest
    @CsvSource({"POLL, false, IDLE", "LOCK, false, IDLE", "POLL, true, BUSY", "LOCK, true, BUSY"})
    void anUnknownWorkerMayWaitInPollOrForALock(
            Activity activity, boolean holdsConnection, Moment moment) {
        assertThat(IdleProof.moment(activity, holdsConnection, UNKNOWN)).isEqualTo(moment);
    }

    @Test
    void anIdleWorkerIsSignalledAtOnce() {
        assertThat(IdleProof.maySignal(Moment.IDLE, UNKNOWN, false)).isTrue();
    }

    @Test
    void amidARequestOnlyWhenNothingBetterCame() {
        var profile = FCGI_PROCMANAGER;
        assertThat(IdleProof.maySignal(Moment.SERVING, profile, false)).isFalse();
        assertThat(IdleProof.maySignal(Moment.SERVING, profile, true)).isTrue();
    }

    @Test
    void amidItsOwnCodeNeverAndForAnUnknownKindOnlyIdle() {
        assertThat(IdleProof.maySignal(Moment.BUSY, FCGI_PROCMANAGER, true)).isFalse();
        assertThat(IdleProof.maySignal(Moment.ACCEPTED, UNKNOWN, true)).isFalse();
        assertThat(IdleProof.maySignal(Moment.SERVING, UNKNOWN, true)).isFalse();
        assertThat(IdleProof.maySignal(Moment.COMPUTING, FCGI_PROCMANAGER, true)).isFalse();
        assertThat(IdleProof.maySignal(Moment.COMPUTING, STARMAN, true)).isTrue();
    }
}
