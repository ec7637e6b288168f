package dev.kidreaper.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.testing.Fuzz;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Whatever stands in a process's files, reading them ends, with an answer or a refusal.
class ProcFuzzTest {
    private static final String[] GOOD = {
        "812 (perl) S 1 812 812 0 -1 4194560 9000 0 12 0 150 50 0 0 20 0 1 0 7777 129000000"
                + " 29745 18446744073709551615 1 1 0 0 0 0 0 4224 81923 0 0 0 17 1 0 0 0 0 0",
        """
        5637-7ffc ---p 00000000 00:00 0 [rollup]
        Rss: 1656 kB
        Pss: 748 kB
        Pss_Anon: 116 kB
        Private_Clean: 128 kB
        Private_Dirty: 116 kB
        Anonymous: 116 kB
        Private_Hugetlb: 0 kB
        Swap: 20 kB
        SwapPss: 10 kB
        """,
        """
        Name:\tperl
        Uid:\t33\t33\t0\t33
        Gid:\t33\t33\t33\t33
        VmHWM:\t  5000 kB
        Threads:\t1
        SigIgn:\t0000000000001000
        SigCgt:\t0000000000004001
        voluntary_ctxt_switches:\t150
        nonvoluntary_ctxt_switches:\t545
        """,
        "43 0x4 0x7ff 0x7fe 0x0 0x0 0x0 0x7 0x7\n",
        "running\n",
        "812 813 4711 4194303 "
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
        refusing(() -> Stat.parse(text));
        refusing(() -> SmapsRollup.parse(text));
        refusing(() ->
                SmapsRollup.parse(text).footprint(1).plus(SmapsRollup.parse(text).footprint(2)));
        refusing(() -> Credentials.parse(text, 812));
        refusing(() -> Status.parse(text, 812, () -> List.of(text)));
        refusing(() -> {
            var pids = new ArrayList<Integer>();
            Threads.add(text, pids);
            return pids;
        });
        assertThat(Call.parse(text, "amd64")).isNotNull();
        assertThat(Call.parse(text, "aarch64")).isNotNull();
    }

    private interface Parse {
        Object it() throws Unreadable;
    }

    private static void refusing(Parse parse) {
        try {
            if (parse.it() == null) {
                throw new AssertionError("no answer");
            }
        } catch (Unreadable e) {
            if (e.sentence().isEmpty()) {
                throw new AssertionError("no sentence", e);
            }
        }
    }
}
