package dev.kidreaper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.testing.Kidreaper;
import dev.kidreaper.testing.TestPool;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The real command line: what each wrong word gets. One line that says what, where, and what to do
/// instead; the exit code; nothing on standard output; nobody signalled.
class CommandLineIT {
    private static final TestPool POOL = TestPool.start(2);
    private static final String NOBODY = "4194303";
    private static final int US = (int) ProcessHandle.current().pid();

    record Case(String line, int exit, List<String> says) {
        Case(String line, int exit, String... says) {
            this(line, exit, List.of(says));
        }

        @Override
        public String toString() {
            return line;
        }
    }

    static Stream<Case> cases() {
        return Stream.of(
                // The interface of 2007.
                new Case("1234", 2, "Usage: kidreaper PPID ram_limit_in_bytes", "two numbers"),
                new Case("1234 100M", 2, "Usage: kidreaper PPID ram_limit_in_bytes"),
                new Case("1234 -1", 2, "Usage: kidreaper PPID"),
                new Case("1234 5 6", 2, "Usage: kidreaper PPID"),
                new Case("0 100", 2, "Usage: kidreaper PPID", "may be 0"),
                new Case("1234 0", 2, "Usage: kidreaper PPID", "may be 0"),
                new Case("99999999999 5", 2, "Usage: kidreaper PPID", "too large"),
                new Case(NOBODY + " 100", 3, "no process has pid " + NOBODY),
                new Case("1 1", 3, "pid 1 is init"),
                // Words.
                new Case("bogus", 2, "bogus", "--help"),
                new Case("reep --pid 5 --limit 5M", 2, "reep", "--help"),
                new Case("--bogus", 2, "--bogus", "--help"),
                new Case("ps --pid", 2, "--pid", "N"),
                new Case("ps --pid abc", 2, "'abc'", "--pid"),
                new Case("ps --pid 0", 2, "a pid is a positive number"),
                new Case("ps --pid -5", 2, "a pid is a positive number"),
                new Case("ps --pid 5 --pidfile x", 2, "--pid", "--pidfile"),
                new Case("ps --pid 5 --limt 5M", 2, "--limt"),
                new Case("reap --pid POOL", 2, "--limit"),
                new Case("reap --pid POOL --limit", 2, "--limit"),
                new Case("reap --pid POOL --limit 100Q", 2, "'100Q'", "100M"),
                new Case("reap --pid POOL --limit 1G --measure ram", 2, "'ram'", "uss, pss, rss"),
                new Case("reap --pid POOL --limit 1G --pause soon", 2, "'soon'", "10s"),
                new Case("reap --pid POOL --limit 1G --newborn -1s", 2, "'-1s'", "10s"),
                new Case("reap --pid POOL --limit 1G --signal HOP", 2, "'HOP'", "HUP", "TERM ("),
                new Case("reap --pid POOL --limit 1G --signal KILL", 2, "KILL", "--kill-after"),
                new Case("reap --pid POOL --limit 1G --signal QUIT", 2, "QUIT", "cuts", "HUP"),
                new Case("restart --pid POOL --signal USR1", 2, "USR1", "cuts", "HUP"),
                new Case("restart --pid POOL extra", 2, "extra"),
                // Targets.
                new Case("ps --pid " + NOBODY, 3, "no process has pid " + NOBODY),
                new Case("reap --pid " + NOBODY + " --limit 5M", 3, "no process has pid"),
                new Case("restart --pid 2", 3, "kernel"),
                new Case("restart --pid 1", 3, "pid 1 is init"),
                new Case(
                        "restart --pidfile /nonexistent/p.pid",
                        3,
                        "no pidfile",
                        "is the manager running"),
                new Case("restart --pid " + US, 2, "not a known kind", "--signal"),
                new Case("reap --pid " + US + " --limit 1T", 2, "not a known kind", "--signal"),
                new Case("reap --pid POOL --limit 50K", 2, "50.0K", "new worker weighs", "--force"),
                new Case("reap --pid POOL --limit 20M --measure vsz", 2, "weighs (vsz="));
    }

    /// What was probably meant.
    static Stream<Case> hints() {
        return Stream.of(
                new Case("restart --pid POOL --at-once 0", 2, "--at-once 0", "1 to 1000"),
                new Case("reap --pid POOL --limit 999999T", 2, "'999999T' is more memory"),
                new Case("ps POOL --limit 1025T", 2, "'1025T' is more memory", "1024T"),
                new Case("recycle x --without-permit=", 2, "--without-permit: write 1 to 200"),
                new Case("restart --pid POOL --at-once two", 2, "'two' is not a number"),
                new Case("restart --pid POOL --limit 5M", 2, "kidreaper reap TARGET --limit 5M"),
                new Case("restrat", 2, "there is no command 'restrat'; did you mean restart?"),
                new Case("serve --listen /x/y --workers 0 -- /bin/true", 2, "write 1 to 1000"));
    }

    /// What is told to who forgot a word, or wrote one too many.
    static Stream<Case> advice() {
        return Stream.of(
                new Case("version", 2, "no command 'version'; did you mean --version?"),
                new Case("list", 2, "no command 'list'; did you mean ps?"),
                new Case("xyzzy", 2, "there is no command 'xyzzy' (see kidreaper --help)"),
                new Case("help nosuch", 2, "there is no command 'nosuch'"),
                new Case("nosuch --help", 2, "there is no command 'nosuch'"),
                new Case("restart POOL extra", 2, "too many words: 'extra'"),
                new Case("fleet thaw", 2, "no command 'fleet thaw'; there is status, freeze"),
                new Case("hook tset x", 2, "there is no command 'hook tset'; there is test"),
                new Case("pause", 2, "say which: POOL; for example: kidreaper pause web"),
                new Case("recycle", 2, "POOL[/PID]; for example: kidreaper recycle web"),
                new Case("recycle web/abc", 2, "'abc' is not a pid", "such as web/812"),
                new Case("why web/", 2, "'' is not a pid", "such as web/812"),
                new Case("what-if web --limits abc", 2, "--limits: 'abc' is not a size"),
                new Case("reap --pid POOL --limit 100", 2, "did you mean \"100M\"?"),
                new Case("diagnose --pid POOL --for 2d", 2, "--for: write a time from 1s to 24h"));
    }

    /// What a command needs, and what it is told of it.
    static Stream<Case> targets() {
        return Stream.of(
                new Case("ps --limit 5M", 2, "--limit belongs to one pool", "a pid, pidfile"),
                new Case("reap", 2, "which pool", "--limit SIZE", "for example: kidreaper reap"),
                new Case("reap --limit 5M", 2, "which pool", "for example: kidreaper reap"),
                new Case("diagnose", 2, "which pool", "kidreaper ps lists them"),
                new Case("ps nosuch", 3, "'nosuch' is no pid, pidfile, unit or pool"),
                new Case("ps POOL --pid POOL", 2, "one pool at a time"),
                new Case("reap POOL --limit 1G --signal KILL --dry-run", 2, "--kill-after"),
                new Case("reap POOL --limit 1G --signal QUIT --dry-run", 2, "QUIT", "HUP"),
                new Case("reap POOL --limit 1G --newborn 90s --dry-run", 2, "--newborn", "60 s"),
                new Case("reap POOL --limit 1G --kill-after 1s --dry-run", 2, "--kill-after"));
    }

    @ParameterizedTest
    @MethodSource({"cases", "hints", "advice", "targets"})
    void eachWrongWordGetsOneLine(Case wrong) {
        var workers = POOL.children();
        String line = wrong.line().replace("POOL", Integer.toString(POOL.manager()));
        var ran = Kidreaper.run(line.split(" ", -1));
        assertThat(ran.exit()).as(ran.err()).isEqualTo(wrong.exit());
        assertThat(ran.out()).isEmpty();
        assertThat(ran.err()).contains(wrong.says()).endsWith("\n").doesNotContain("Exception");
        assertThat(ran.err().strip().lines()).hasSize(1);
        assertThat(POOL.children()).isEqualTo(workers);
    }

    @Test
    void silentWhenAllIsWell() {
        String manager = Integer.toString(POOL.manager());
        assertThat(Kidreaper.run(manager, "1099511627776")).isEqualTo(new Kidreaper(0, "", ""));
    }

    /// Cron mails each line.
    @Test
    void aReapThatFindsNothingToDoSaysNothingToCron() {
        String manager = Integer.toString(POOL.manager());
        assertThat(Kidreaper.run("reap", manager, "--limit", "1T"))
                .isEqualTo(new Kidreaper(0, "", ""));
        assertThat(Kidreaper.run("reap", manager, "--limit", "1T", "--json").out())
                .contains("\"kept\":[");
    }

    @Test
    void whoAsksForJsonGetsProblemsInIt() {
        var ran = Kidreaper.run("ps", "nosuch", "--json");
        assertThat(ran.exit()).isEqualTo(3);
        assertThat(ran.out()).startsWith("{\"problem\":\"'nosuch' is no pid");
        assertThat(ran.err()).contains("'nosuch'");
    }

    /// The real device, and a reader that goes at once.
    @Test
    void anAnswerThatNobodyGotIsAFailure() {
        String pid = Integer.toString(POOL.manager());
        String full = "exec ./kidreaper ps $0 >/dev/full";
        var lost = Kidreaper.end(Kidreaper.start(List.of("sh", "-c", full, pid)));
        assertThat(lost.exit()).isEqualTo(1);
        assertThat(lost.err())
                .isEqualTo("kidreaper: cannot write to standard output: the answer is lost\n");
        String head = "./kidreaper ps $0 | exec 0<&-";
        var gone = Kidreaper.end(Kidreaper.start(List.of("sh", "-c", head, pid)));
        assertThat(gone.err()).isEmpty();
    }

    @Test
    void helpAndVersionAreAnswers() {
        assertThat(Kidreaper.run("--version").out()).startsWith("kidreaper ");
        assertThat(Kidreaper.run("--help").out()).contains("reap", "restart", "ps", "PPID BYTES");
        assertThat(Kidreaper.run("reap", "--help").out()).contains("--limit", "--kill-after");
    }

    @BeforeAll
    static void aPoolThatIsNoNewborn() {
        TestPool.sleep(java.time.Duration.ofMillis(2100));
    }

    @AfterAll
    static void endPool() {
        POOL.close();
    }
}
