package dev.kidreaper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.testing.Compiled;
import dev.kidreaper.testing.DaemonProcess;
import dev.kidreaper.testing.Kidreaper;
import dev.kidreaper.testing.ManagerProcess;
import dev.kidreaper.testing.Preforked;
import dev.kidreaper.testing.TestPool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/// A pool of php-fpm, whose workers are another user's than root, and a kidreaper that may not do
/// all: in a container, and as the workers' user. What it can it does; of the rest it says truly
/// what is missing.
@EnabledIf("isRoot")
@Order(1)
class FewRightsIT {
    /// What Docker leaves root, without CAP_SYS_PTRACE.
    private static final List<String> DOCKER =
            List.of(
                    "setpriv",
                    "--bounding-set=-all,+chown,+dac_override,+fsetid,+fowner,+mknod,+net_raw,"
                            + "+setgid,+setuid,+setfcap,+setpcap,+net_bind_service,+sys_chroot,"
                            + "+kill,+audit_write",
                    "--inh-caps=-all");

    /// As `examples/kidreaper.service` does: a user of its own, and the three rights that it needs.
    private static final List<String> AS_THE_UNIT =
            List.of(
                    "setpriv",
                    "--reuid=65534",
                    "--regid=65534",
                    "--clear-groups",
                    "--bounding-set=-all,+kill,+sys_ptrace,+dac_read_search",
                    "--inh-caps=-all,+kill,+sys_ptrace,+dac_read_search",
                    "--ambient-caps=-all,+kill,+sys_ptrace,+dac_read_search",
                    "--no-new-privs");

    private static final List<String> GUNICORN =
            List.of(
                    "gunicorn",
                    "-w",
                    "2",
                    "-b",
                    "127.0.0.1:PORT",
                    "--chdir",
                    "APPS",
                    "app:application");

    private static final List<String> AS_WWW_DATA =
            List.of("setpriv", "--reuid=www-data", "--regid=www-data", "--clear-groups");

    /// Only one kidreaper may recycle in a pool at a time, and these tests share theirs.
    private static final String RECYCLING = "recycling in the shared pool";

    private static ManagerProcess pool;
    private static String pid = "";

    @TempDir private Path folder = Path.of("");

    @BeforeAll
    static void start() {
        Kidreaper.build();
        pool = ManagerProcess.start(Preforked.FPM, Map.of(), p -> p.children().size() == 4);
        pid = Long.toString(pool.manager());
        TestPool.sleep(Duration.ofSeconds(2));
    }

    @AfterAll
    static void stop() {
        pool.close();
    }

    @Test
    @ResourceLock(RECYCLING)
    void rootInAContainerGoesByRss() {
        var ps = run(DOCKER, "ps", "--pid", pid, "--limit", "1G");
        assertThat(ps.exit()).as(ps.err()).isZero();
        assertThat(ps.err()).contains("of rss", "--cap-add SYS_PTRACE").doesNotContain("run as");
        assertThat(ps.out()).contains("4 workers");
        var reap = run(DOCKER, "reap", "--pid", pid, "--limit", "1G", "--json");
        assertThat(reap.exit()).as(reap.err()).isZero();
        assertThat(reap.err()).contains("of rss", "--cap-add SYS_PTRACE");
        assertThat(reap.out()).contains("\"recycled\":[]");
    }

    /// Gunicorn's workers and uWSGI are known by what they execute, which only their user and root
    /// may see.
    @Test
    void whoMayNotSeeWhatTheyAreIsToldSo() throws IOException {
        try (var gunicorn =
                ManagerProcess.start(GUNICORN, Map.of(), p -> p.children().size() == 2)) {
            String its = Long.toString(gunicorn.manager());
            var ps = asWwwData("ps", its);
            assertThat(ps.exit()).as(ps.err()).isZero();
            assertThat(ps.err()).contains("may not be seen", "may be workers", "run as root");
            var all = asWwwData("ps");
            assertThat(all.err()).contains("pools and workers may be missing", "run as root");
            assertThat(all.err().strip().lines()).hasSize(1);
        }
    }

    @Test
    @ResourceLock(RECYCLING)
    void aMeasureThatWasChosenIsNotExchanged() {
        for (String command : List.of("ps", "reap")) {
            var ran = run(DOCKER, command, "--pid", pid, "--limit", "1G", "--measure", "uss");
            assertThat(ran.exit()).as(ran.err()).isEqualTo(4);
            assertThat(ran.err().lines().toList()).hasSize(1);
            assertThat(ran.err()).contains("--cap-add SYS_PTRACE").doesNotContain("run as");
        }
        var diagnose = run(DOCKER, "diagnose", "--pid", pid, "--for", "8s");
        assertThat(diagnose.exit()).as(diagnose.err()).isEqualTo(4);
        assertThat(diagnose.err()).contains("--cap-add SYS_PTRACE").doesNotContain("run as");
    }

    /// Without looking at anybody: to php-fpm's workers the signal is harmless at any moment.
    @Test
    void rootInAContainerRecyclesWhomItMaySignal() {
        try (var own =
                ManagerProcess.start(Preforked.FPM, Map.of(), p -> p.children().size() == 4)) {
            TestPool.sleep(Duration.ofSeconds(3));
            var before = own.children();
            String its = Long.toString(own.manager());
            var restart = run(DOCKER, "restart", "--pid", its, "--newborn", "500ms");
            assertThat(restart.exit()).as(restart.out() + restart.err()).isZero();
            assertThat(own.children()).hasSize(4).doesNotContainAnyElementsOf(before);
        }
    }

    @Test
    void theDaemonSaysThatItGoesByRss() {
        try (var daemon = watch(DOCKER, "limit = \"1G\"")) {
            TestPool.await("the pool", () -> daemon.log().contains("event=pool-found"));
            daemon.awaitLog(log ->
                    assertThat(log)
                            .containsPattern("event=goes-by-rss why=.*--cap-add SYS_PTRACE")
                            .containsPattern("event=pool-found .*workers=4"));
            daemon.await("\"measure\":\"rss\"");
        }
    }

    /// Once, and not again at each search.
    @Test
    void theDaemonSaysWhyItKeepsNoPool() {
        try (var daemon = watch(DOCKER, "limit = \"1G\"\nmeasure = \"uss\"")) {
            TestPool.await("a word", () -> daemon.log().contains("event=pool-missing"));
            TestPool.sleep(Duration.ofSeconds(3));
            assertThat(daemon.log())
                    .containsOnlyOnce("event=pool-missing")
                    .containsPattern("event=pool-missing why=.*--cap-add SYS_PTRACE")
                    .doesNotContain("pool-found", "run as root");
        }
    }

    @Test
    @ResourceLock(RECYCLING)
    void aProfileThatForbidsPidfdsIsNamed() {
        Path forbid = Compiled.from("src/test/resources/pools/forbid.c", folder.resolve("forbid"));
        var before = pool.children();
        for (String errno : List.of("1", "38")) {
            var filter = List.of(forbid.toString(), errno, "424", "434", "--");
            var ran = run(filter, "restart", "--pid", pid, "--deadline", "3s");
            assertThat(ran.exit()).as(ran.out() + ran.err()).isNotZero();
            assertThat(ran.out() + ran.err()).contains("seccomp").doesNotContain("run as");
            assertThat(pool.children()).isEqualTo(before);
        }
    }

    @Test
    @ResourceLock(RECYCLING)
    void theWorkersOwnUserIsToldWhatNeedsRoot() throws IOException {
        var before = pool.children();
        var restart = asWwwData("restart", "--pid", pid);
        assertThat(restart.exit()).as(restart.out() + restart.err()).isEqualTo(4);
        assertThat(restart.err()).contains("it runs as root: run as root");
        var reap = asWwwData("reap", "--pid", pid, "--limit", "1G", "--measure", "uss");
        assertThat(reap.exit()).as(reap.err()).isEqualTo(4);
        assertThat(reap.err()).contains("changed its user", "only root may look into it");
        assertThat(pool.children()).isEqualTo(before);
    }

    /// With the proof, and by USS.
    @Test
    void aUserWithTheUnitsRightsDoesAll() throws IOException {
        try (var own =
                ManagerProcess.start(Preforked.FPM, Map.of(), p -> p.children().size() == 4)) {
            TestPool.sleep(Duration.ofSeconds(3));
            String its = Long.toString(own.manager());
            for (List<String> words :
                    List.of(
                            List.of("restart"),
                            List.of("reap", "--limit", "1K", "--measure", "uss", "--force"))) {
                var before = own.children();
                var command = new ArrayList<>(AS_THE_UNIT);
                command.addAll(program());
                command.addAll(words);
                var ran = run(command, "--pid", its, "--newborn", "500ms", "--json");
                assertThat(ran.exit()).as(ran.out() + ran.err()).isZero();
                assertThat(ran.err()).doesNotContain("run as", "CAP_", "of rss");
                assertThat(ran.out().split("\"idle_proof\":true", -1)).hasSize(5);
                assertThat(own.children()).hasSize(4).doesNotContainAnyElementsOf(before);
            }
        }
    }

    @Test
    void whatProcHidesIsNotSaidToBeMissing() throws IOException {
        var mounted = new ArrayList<>(List.of("unshare", "-m", "sh", "-c"));
        mounted.add("mount -t proc -o hidepid=2 proc /proc && exec \"$@\"");
        mounted.add("sh");
        mounted.addAll(AS_WWW_DATA);
        mounted.addAll(program());
        var ran = run(mounted, "ps", "--pid", pid);
        assertThat(ran.exit()).as(ran.err()).isEqualTo(4);
        assertThat(ran.err()).contains("runs, but /proc hides it", "hidepid");
        var none = run(mounted, "ps", "--pid", "4194303");
        assertThat(none.exit()).isEqualTo(3);
        assertThat(none.err()).contains("no process has pid 4194303");
    }

    private DaemonProcess watch(List<String> as, String limits) {
        return DaemonProcess.begin(folder, as, "pid = " + pid + "\n" + limits);
    }

    private Kidreaper asWwwData(String... args) throws IOException {
        var command = new ArrayList<>(AS_WWW_DATA);
        command.addAll(program());
        return run(command, args);
    }

    private static Kidreaper run(List<String> before, String... args) {
        var command = new ArrayList<>(before);
        if (!before.contains("-jar")) {
            command.add("./kidreaper");
        }
        command.addAll(List.of(args));
        return Kidreaper.end(Kidreaper.start(command));
    }

    /// A copy of the program that everybody may read: the checkout may be in a private folder.
    private List<String> program() throws IOException {
        Path copy = folder.resolve("program");
        if (!Files.exists(copy)) {
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
            Kidreaper.install(copy);
        }
        String java = System.getProperty("java.home") + "/bin/java";
        String jar = copy.resolve("kidreaper.jar").toString();
        return List.of(java, "-XX:-UsePerfData", "--enable-native-access=ALL-UNNAMED", "-jar", jar);
    }

    static boolean isRoot() throws IOException {
        return Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
    }
}
