package dev.kidreaper.recycle;

import dev.kidreaper.testing.Fuzz;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Whatever stands in the kernel's list of locks, reading it ends.
class LockHolderFuzzTest {
    private static final String[] GOOD = {
        """
        1: POSIX  ADVISORY  WRITE 77 08:01:4712 0 EOF
        2: FLOCK  ADVISORY  WRITE 812 00:15:4711 0 EOF
        2: -> FLOCK  ADVISORY  WRITE 813 00:15:4711 0 EOF
        """
    };

    @Test
    void anAnswer() {
        Fuzz.briefly(GOOD, (text, _) -> LockHolder.pid(text, "4711"));
    }

    @Tag("soak")
    @Test
    void amongAMillion() {
        Fuzz.fully(GOOD, (text, _) -> LockHolder.pid(text, "4711"));
    }
}
