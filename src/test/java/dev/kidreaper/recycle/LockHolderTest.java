package dev.kidreaper.recycle;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LockHolderTest {
    private static final String LOCKS =
            """
            1: POSIX  ADVISORY  WRITE 77 08:01:4712 0 EOF
            2: FLOCK  ADVISORY  WRITE 812 00:15:4711 0 EOF
            2: -> FLOCK  ADVISORY  WRITE 813 00:15:4711 0 EOF
            3: OFDLCK ADVISORY  READ -1 00:15:4713 0 EOF
            """;

    @Test
    void isFoundByTheFile() {
        assertThat(LockHolder.pid(LOCKS, "4711")).isEqualTo(812);
        assertThat(LockHolder.pid(LOCKS, "4712")).isEqualTo(77);
    }

    @Test
    void isNotMadeUp() {
        assertThat(LockHolder.pid(LOCKS, "471")).isZero();
        assertThat(LockHolder.pid(LOCKS, "4713")).isNegative();
        assertThat(LockHolder.pid("", "4711")).isZero();
    }
}
