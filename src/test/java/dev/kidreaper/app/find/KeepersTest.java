package dev.kidreaper.app.find;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.model.Footprint;
import dev.kidreaper.model.FoundPool;
import dev.kidreaper.model.FoundPool.Keeper;
import dev.kidreaper.model.Manager;
import dev.kidreaper.model.ProcessId;
import dev.kidreaper.model.Profiles;
import dev.kidreaper.observe.Proc;
import dev.kidreaper.testing.Strangers;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/// A stranger's process says which configuration it has.
class KeepersTest {
    private static final String SOCKET = "[control]\nsocket = \"/run/k.sock\"\n";

    private static final String LIAR =
            "use IO::Socket::UNIX; my $s = IO::Socket::UNIX->new(Local => $ARGV[3], Listen => 9);"
                    + " $| = 1; print qq(there\\n); while (my $c = $s->accept) {"
                    + " readline $c; print $c qq(1 forged\\n) }";

    private final Path folder;

    KeepersTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void theSocketsThatAConfigurationNames() throws IOException {
        Path file = Files.writeString(folder.resolve("kidreaper.toml"), SOCKET);
        assertThat(ControlPaths.named(file)).containsExactly("/run/k.sock");
    }

    @Test
    @Timeout(20)
    void neitherAPipeNorADeviceNorALinkIsRead() throws IOException, InterruptedException {
        Path pipe = folder.resolve("pipe");
        new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor();
        assertThat(pipe).exists();
        assertThat(ControlPaths.named(pipe)).isEmpty();
        assertThat(ControlPaths.named(Path.of("/dev/zero"))).isEmpty();
        Path file = Files.writeString(folder.resolve("others.toml"), SOCKET);
        Path link = Files.createSymbolicLink(folder.resolve("link.toml"), file);
        assertThat(ControlPaths.named(link)).isEmpty();
        assertThat(ControlPaths.named(folder.resolve("none.toml"))).isEmpty();
    }

    /// A process of another user has the words of a kidreaper, and answers as one.
    @Test
    @EnabledIf("dev.kidreaper.testing.Strangers#isRoot")
    void onlyWhoMayRecycleAPoolIsBelievedToKeepIt() throws Exception {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
        assertThat(keptBy(List.of())).isEqualTo(new Keeper("watch", "forged"));
        assertThat(keptBy(Strangers.AS_NOBODY)).isNull();
    }

    /// Who keeps a pool of root's, by the word of one process.
    private @Nullable Keeper keptBy(List<String> user) throws IOException, InterruptedException {
        Path socket = folder.resolve("control" + user.size());
        var command = new ArrayList<>(user);
        command.addAll(List.of("bash", "-c", "exec -a java perl \"$@\"", "bash", "-e", LIAR));
        command.addAll(List.of("dev.kidreaper.cli.Main", "watch", "--socket", socket.toString()));
        Process liar = new ProcessBuilder(command).directory(new File("/")).start();
        try {
            assertThat(liar.inputReader().readLine()).isEqualTo("there");
            var one = new ProcessId(1, 1);
            var manager = new Manager(one, 0, "init", Footprint.cheap(1, 1), Profiles.UNKNOWN);
            var pool = new FoundPool("web", manager, List.of(), null, null, null);
            var pids = List.of(Math.toIntExact(liar.pid()));
            return Keepers.told(List.of(pool), pids, Proc.ofMachine()).getFirst().keeper();
        } finally {
            liar.destroyForcibly().waitFor();
        }
    }

    @Test
    void onlyTheBeginningOfALongFileIsRead() throws IOException {
        String text = SOCKET + "#".repeat(1 << 17) + "\nsocket = \"/run/late.sock\"\n";
        Path file = Files.writeString(folder.resolve("long.toml"), text);
        assertThat(ControlPaths.named(file)).containsExactly("/run/k.sock");
    }
}
