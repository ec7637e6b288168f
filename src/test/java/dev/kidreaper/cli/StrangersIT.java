package dev.kidreaper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.testing.Kidreaper;
import dev.kidreaper.testing.Strangers;
import dev.kidreaper.testing.TestPool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/// A local user who wants root to signal something for him, and an operator without the rights.
@EnabledIf("dev.kidreaper.testing.Strangers#isRoot")
@Order(1)
class StrangersIT {
    @TempDir private Path folder = Path.of("");

    /// He runs a program that looks like a manager and has started a set-uid program: its children
    /// are not his to have signalled.
    @Test
    void aSetuidChildIsNotSignalledOnItsManagersWord() throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path setuid = folder.resolve("setuid-sleep");
        Files.copy(Path.of("/bin/sleep"), setuid);
        new ProcessBuilder("chmod", "4755", setuid.toString()).start().onExit().join();
        var command = new ArrayList<>(Strangers.AS_NOBODY);
        command.addAll(
                List.of(
                        "perl",
                        "-e",
                        "$SIG{CHLD}='IGNORE'; if (!fork) { exec $ARGV[0], 60 }"
                                + " $0 = 'perl-fcgi-pm'; sleep 60",
                        setuid.toString()));
        Process forger = Kidreaper.start(command);
        try {
            TestPool.sleep(Duration.ofMillis(2500));
            long child = forger.children().findFirst().orElseThrow().pid();
            String pid = Long.toString(forger.pid());
            for (String[] line :
                    List.of(
                            new String[] {"restart", "--pid", pid},
                            new String[] {"restart", "--pid", pid, "--signal", "TERM"},
                            new String[] {pid, "1"})) {
                var ran = Kidreaper.run(line);
                assertThat(ran.exit()).as(ran.err()).isEqualTo(1);
                assertThat(ran.out() + ran.err()).contains("other rights than its manager's user");
            }
            assertThat(ProcessHandle.of(child)).isPresent();
        } finally {
            forger.children().forEach(ProcessHandle::destroyForcibly);
            forger.destroyForcibly();
        }
    }

    @Test
    void withoutRightsNothingIsDoneAndOneLineSaysWhy() throws IOException {
        try (var pool = TestPool.start(2)) {
            TestPool.sleep(Duration.ofSeconds(2));
            List<Integer> before = pool.children();
            String pid = Integer.toString(pool.manager());
            var restart = asNobody("restart", "--pid", pid);
            assertThat(restart.exit()).as(restart.out() + restart.err()).isEqualTo(4);
            assertThat(restart.err()).contains("not permitted", "it runs as root: run as root");
            var reap = asNobody("reap", "--pid", pid, "--limit", "1K", "--measure", "uss");
            assertThat(reap.exit()).as(reap.err()).isEqualTo(4);
            assertThat(reap.err()).contains("smaps_rollup", "it runs as root: run as root");
            assertThat(asNobody(pid, "1024").exit()).isEqualTo(4);
            assertThat(pool.children()).isEqualTo(before);
            // What everybody may see is shown.
            var ps = asNobody("ps", "--pid", pid, "--json");
            assertThat(ps.exit()).as(ps.err()).isZero();
            assertThat(ps.out()).contains("\"uss_bytes\":null", "\"rss_bytes\":");
        }
    }

    /// The jar in a place where everybody may read it: the checkout may be in a private folder.
    private Kidreaper asNobody(String... args) throws IOException {
        Path copy = folder.resolve("program");
        if (!Files.exists(copy)) {
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
            Kidreaper.install(copy);
        }
        var command = new ArrayList<>(Strangers.AS_NOBODY);
        command.addAll(
                List.of(
                        System.getProperty("java.home") + "/bin/java",
                        "-XX:-UsePerfData",
                        "-jar",
                        copy.resolve("kidreaper.jar").toString()));
        Stream.of(args).forEach(command::add);
        return Kidreaper.end(Kidreaper.start(command));
    }
}
