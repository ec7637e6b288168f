package dev.kidreaper.front.io;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class IdleTimeTest {
    private static final long MINUTE = 60_000_000_000L;

    private long now = Long.MAX_VALUE - MINUTE; // It may run over.
    private final IdleTime idleTime = new IdleTime(() -> now);

    @Test
    void aConnectionThatHasSentNothingIsLate() {
        now += MINUTE;
        assertThat(idleTime.isLate(MINUTE)).isFalse();
        now++;
        assertThat(idleTime.isLate(MINUTE)).isTrue();
    }

    @Test
    void aByteNowAndThenDoesNotHelp() {
        for (int i = 0; i < 61; i++) {
            now += MINUTE / 60;
            idleTime.came(false, true);
        }
        assertThat(idleTime.isLate(MINUTE)).isTrue();
    }

    @Test
    void recordsOfNoRequestDoNotHelpEither() {
        now += MINUTE + 1;
        idleTime.came(false, false);
        assertThat(idleTime.isLate(MINUTE)).isTrue();
    }

    @Test
    void beginningAgainAndAgainDoesNotHelpEither() {
        idleTime.came(true, false);
        idleTime.begin();
        for (int i = 0; i < 61; i++) {
            now += MINUTE / 60;
            idleTime.came(false, true);
            idleTime.came(false, false);
        }
        assertThat(idleTime.nanos()).isEqualTo(MINUTE);
        now++;
        idleTime.came(false, true);
        assertThat(idleTime.isLate(MINUTE)).isTrue();
    }

    @Test
    void betweenTwoRequestsItMayBeIdle() {
        idleTime.came(true, false);
        idleTime.begin();
        now += 60 * MINUTE;
        assertThat(idleTime.isLate(MINUTE)).isFalse();
        assertThat(idleTime.nanos()).isEqualTo(60 * MINUTE);
        idleTime.came(false, true);
        assertThat(idleTime.isLate(MINUTE)).isFalse();
        now += MINUTE + 1;
        idleTime.came(false, true);
        assertThat(idleTime.isLate(MINUTE)).isTrue();
    }
}
