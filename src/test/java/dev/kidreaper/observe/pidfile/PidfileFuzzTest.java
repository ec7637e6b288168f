package dev.kidreaper.observe.pidfile;

import dev.kidreaper.observe.Unreadable;
import dev.kidreaper.testing.Fuzz;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Whatever stands in a pidfile: it is one pid, or refused.
class PidfileFuzzTest {
    private static final String[] GOOD = {"812\n", "4194303", " 1 \n", "000812"};

    @Test
    void onePidOrARefusal() {
        Fuzz.briefly(GOOD, (text, _) -> check(text));
    }

    @Tag("soak")
    @Test
    void amongAMillion() {
        Fuzz.fully(GOOD, (text, _) -> check(text));
    }

    private static void check(String text) {
        try {
            int pid = Pidfile.number(Path.of("x.pid"), text, text.length());
            if (pid <= 0 || Integer.parseInt(text.strip()) != pid) {
                throw new AssertionError(pid + " is no pid");
            }
        } catch (Unreadable e) {
            if (e.why() != Unreadable.Why.BROKEN) {
                throw new AssertionError(e);
            }
        }
    }
}
