package dev.kidreaper.observe.group;

import dev.kidreaper.testing.Fuzz;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Whatever control groups are called and say, reading that ends.
class GroupsFuzzTest {
    private static final String[] GOOD = {
        "12:memory:/system.slice/myapp.service\n1:name=systemd:/user.slice\n0::/init.scope\n",
        "0::/system.slice/system-app.slice/app@1.service\n",
        "some avg10=0.12 avg60=0.05 avg300=0.01 total=1234\nfull avg10=0.00 avg60=0.00\n"
    };

    @Test
    void anAnswer() {
        Fuzz.briefly(GOOD, (text, _) -> check(text));
    }

    @Tag("soak")
    @Test
    void amongAMillion() {
        Fuzz.fully(GOOD, (text, _) -> check(text));
    }

    private static void check(String text) {
        var groups = new ProcessGroups(List.of(text.split("\n", -1)));
        String memory = groups.path("memory");
        String second = groups.path("");
        for (String path : new String[] {memory, second}) {
            if (path != null && !path.startsWith("/")) {
                throw new AssertionError("no path");
            }
        }
        var _ = groups.isIn("myapp.service");
        var _ = Machine.someAvg10(text);
    }
}
