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
        "5637-7ffc ---p 00000000 00:00 0 [rollup]\nRss: 1656 kB\nPss: 748 kB\nPss_Anon: 116 kB\n"
                + "Private_Clean: 128 kB\nPrivate_Dirty: 116 kB\nAnonymous: 116 kB\n"
                + "Private_Hugetlb: 0 kB\nSwap: 20 kB\nSwapPss: 10 kB\n",
        "Name:\tperl\nUid:\t33\t33\t0\t33\nGid:\t33\t33\t33\t33\nVmHWM:\t  5000 kB\nThreads:\t1\n"
                + "SigIgn:\t0000000000001000\nSigCgt:\t0000000000004001\n"
                + "voluntary_ctxt_switches:\t150\nnonvoluntary_ctxt_switches:\t545\n",
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
