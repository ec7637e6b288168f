package dev.kidreaper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.testing.Kidreaper;
import dev.kidreaper.testing.Served;
import dev.kidreaper.testing.TestPool;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/// What a `serve` of root's says that lacks one of root's rights: the kernel's error and the right.
@EnabledIf("dev.kidreaper.testing.Strangers#isRoot")
class MissingRightsIT {
    private final Path folder;

    MissingRightsIT(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void anOwnerCannotBeGivenWithoutChown() {
        var ran = serve("-chown", "--owner", "nobody", "--", "/bin/true");
        assertThat(ran.exit()).as(ran.err()).isEqualTo(4);
        assertThat(ran.err()).contains("EPERM", "CAP_CHOWN").hasLineCount(1);
    }

    /// The workers' socket is another user's, who lets nobody else connect.
    @Test
    void noWorkerIsReachedWithoutTheRightToWrite() throws Exception {
        try (var pool = TestPool.start(1)) {
            Files.setAttribute(pool.socket(), "unix:uid", 65534);
            Files.setPosixFilePermissions(
                    pool.socket(), PosixFilePermissions.fromString("rw-------"));
            var ran =
                    serve(
                            "-dac_override",
                            "--attach",
                            pool.socket().toString(),
                            "--pidfile",
                            pool.pidfile().toString());
            assertThat(ran.exit()).as(ran.err()).isNotZero();
            assertThat(ran.err()).contains("EACCES", "CAP_DAC_OVERRIDE");
        }
    }

    private Kidreaper serve(String without, String... words) {
        Kidreaper.build();
        var command = new ArrayList<>(List.of("setpriv", "--bounding-set=" + without));
        command.addAll(List.of("--inh-caps=-all", "./kidreaper"));
        command.addAll(Served.words(folder, words));
        return Kidreaper.end(Kidreaper.start(command));
    }
}
