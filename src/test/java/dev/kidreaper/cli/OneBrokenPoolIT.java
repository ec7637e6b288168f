package dev.kidreaper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.testing.CWorker;
import dev.kidreaper.testing.Kidreaper;
import dev.kidreaper.testing.Program;
import dev.kidreaper.testing.TestPool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A pool whose workers fail at the start is its own trouble: the daemon keeps the others, and
/// serves that one as soon as it can.
class OneBrokenPoolIT {
    @TempDir private Path folder = Path.of("");

    @Test
    void theOthersAreServedAndItComesLater() throws IOException {
        Path late = script("late", "exit 3");
        script("never", "exit 4");
        Path config = config("good", "late", "never");
        script("good", "exec " + CWorker.program());
        try (var daemon = start(config)) {
            TestPool.await(
                    () -> daemon.log().toString(),
                    () -> isSaid(daemon, "event=ready pools=3 found=1"));
            assertThat(isSaid(daemon, "pool=good event=pool-found")).isTrue();
            assertThat(isSaid(daemon, "pool=late event=worker-ended why=\".*exit 3")).isTrue();
            assertThat(isSaid(daemon, "pool=never event=manager-ended why=\".*exit 4")).isTrue();
            Files.writeString(late, "#!/bin/sh\nexec " + CWorker.program() + "\n");
            TestPool.await(
                    () -> daemon.log().toString(),
                    () -> isSaid(daemon, "pool=late event=pool-found"));
        }
    }

    @Test
    void aDaemonThatCanKeepNoPoolEnds() throws IOException {
        script("late", "exit 3");
        script("never", "exit 4");
        try (var daemon = start(config("late", "never"))) {
            assertThat(daemon.awaitEnd(Duration.ofSeconds(30))).isTrue();
            assertThat(daemon.exitCode()).as(daemon.log()::toString).isEqualTo(1);
            assertThat(daemon.log().getLast())
                    .startsWith("kidreaper watch: pool late: a worker ended by itself (exit 3)");
        }
    }

    private Path script(String name, String line) throws IOException {
        Path file = folder.resolve(name);
        Files.writeString(file, "#!/bin/sh\n" + line + "\n");
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private Path config(String... pools) throws IOException {
        var text = new StringBuilder();
        for (String pool : pools) {
            text.append(
                    """
                    [[pool]]
                    name = "%s"
                    [pool.serve]
                    listen = "%s"
                    command = ["%s"]
                    %s
                    """
                            .formatted(
                                    pool,
                                    folder.resolve(pool + ".sock"),
                                    folder.resolve(pool),
                                    pool.equals("never") ? "prefork = true" : "workers = 1"));
        }
        text.append("[control]\nsocket = '%s'\n".formatted(folder.resolve("control")));
        text.append("[history]\nfile = '%s'\n".formatted(folder.resolve("history.db")));
        text.append("[web]\nlisten = 'off'\n");
        return Files.writeString(folder.resolve("kidreaper.toml"), text);
    }

    private Program start(Path config) {
        Kidreaper.build();
        String program = Path.of("kidreaper").toAbsolutePath().toString();
        var command = List.of(program, "watch", "--config", config.toString());
        return Program.start(folder, folder.resolve("log"), command);
    }

    private static boolean isSaid(Program daemon, String regex) {
        return daemon.log().stream().anyMatch(line -> line.matches(".*" + regex + ".*"));
    }
}
