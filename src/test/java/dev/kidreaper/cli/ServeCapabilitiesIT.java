package dev.kidreaper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.testing.CWorker;
import dev.kidreaper.testing.Kidreaper;
import dev.kidreaper.testing.Program;
import dev.kidreaper.testing.Served;
import dev.kidreaper.testing.TestPool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/// Workers run strangers' programs: what kidreaper was given for itself is not theirs.
@EnabledIf("dev.kidreaper.cli.FewRightsIT#isRoot")
class ServeCapabilitiesIT {
    /// As a unit of systemd with `User=` and `AmbientCapabilities=`.
    private static final List<String> USER =
            List.of(
                    "setpriv",
                    "--reuid=65534",
                    "--regid=65534",
                    "--clear-groups",
                    "--inh-caps=-all,+kill,+sys_ptrace",
                    "--ambient-caps=-all,+kill,+sys_ptrace");

    /// As a unit of root's with `CapabilityBoundingSet=`.
    private static final List<String> LIMITED_ROOT =
            List.of(
                    "setpriv",
                    "--bounding-set=-all,+kill,+sys_ptrace,+ipc_lock,+dac_read_search,+setpcap",
                    "--inh-caps=-all");

    @TempDir private Path folder = Path.of("");

    @Test
    void ofAUserWithAmbientCapabilities() throws IOException {
        assertThat(capabilities(USER)).containsExactly("0000000000000000", "0000000000000000");
    }

    @Test
    void ofRootWithABoundingSet() throws IOException {
        assertThat(capabilities(LIMITED_ROOT))
                .containsExactly("0000000000000000", "0000000000000000");
    }

    /// Root with all rights starts workers with all rights, which may give them up themselves.
    @Test
    void ofRoot() throws IOException {
        String ours = TestPool.read(Path.of("/proc/self/status"));
        assertThat(capabilities(List.of("setpriv"))).allMatch(c -> ours.contains("CapEff:\t" + c));
    }

    /// What is in force in two workers of one that is started so.
    private List<String> capabilities(List<String> how) throws IOException {
        Path program = program();
        var command = new ArrayList<>(how);
        command.add(program.resolve("kidreaper").toString());
        command.addAll(
                Served.words(program, "--workers", "2", "--", program.resolve("worker") + ""));
        try (var serve = Program.start(program, folder.resolve("serve.log"), command)) {
            TestPool.await(
                    "ready: " + serve.log(), () -> serve.log().toString().contains("event=ready"));
            return ProcessHandle.of(serve.pid())
                    .orElseThrow()
                    .children()
                    .filter(c -> TestPool.commandLine(c.pid()).startsWith(program + "/worker"))
                    .map(c -> capabilities(c.pid()))
                    .toList();
        }
    }

    private static String capabilities(long pid) {
        return TestPool.read(Path.of("/proc", Long.toString(pid), "status"))
                .lines()
                .filter(l -> l.startsWith("CapEff:"))
                .findFirst()
                .orElseThrow()
                .substring("CapEff:\t".length());
    }

    /// An installed copy in a folder where everybody may write: the checkout may be private.
    private Path program() throws IOException {
        Path program = folder.resolve("program");
        Kidreaper.install(program);
        Files.copy(
                CWorker.program(), program.resolve("worker"), StandardCopyOption.COPY_ATTRIBUTES);
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxrwxrwx"));
        return program;
    }
}
