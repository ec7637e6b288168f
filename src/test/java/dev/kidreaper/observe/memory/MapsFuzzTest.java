package dev.kidreaper.observe.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.observe.Unreadable;
import dev.kidreaper.testing.Fuzz;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Whatever stands in `maps` (a file's name may hold anything), reading it ends.
class MapsFuzzTest {
    private static final String[] GOOD = {
        """
        55d0c8a00000-55d0c8a21000 rw-p 00000000 00:00 0                          [heap]
        7f1c2c000000-7f1c2c021000 rw-p 00000000 00:00 0 \n\
        7f1c30000000-7f1c30200000 r--p 00000000 08:01 393311                     /usr/lib/libc.so.6
        7ffc5a7c7000-7ffc5a7e8000 rw-p 00000000 00:00 0                          [stack]
        7ffc5a7f9000-7ffc5a7fd000 r--p 00000000 00:00 0                          [vvar]
        ffffffffff600000-ffffffffff601000 --xp 00000000 00:00 0                  [vsyscall]
        """,
        "55d0c8a00000-55d0c8a21000 ---p 00000000 00:00 0 /x\\012y (deleted)\n"
    };

    @Test
    void anAnswerOrARefusal() {
        Fuzz.briefly(GOOD, (text, _) -> check(text));
    }

    @Tag("soak")
    @Test
    void amongAMillion() {
        Fuzz.fully(GOOD, (text, _) -> check(text));
    }

    private static void check(String text) {
        try {
            assertThat(Mappings.parse(text, 4096)).isNotNull();
            assertThat(Mappings.anonymous(text)).isNotNull();
        } catch (Unreadable e) {
            assertThat(e.why()).isEqualTo(Unreadable.Why.BROKEN);
        }
    }
}
