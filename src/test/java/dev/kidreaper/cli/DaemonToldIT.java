package dev.kidreaper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.testing.DaemonProcess;
import dev.kidreaper.testing.TestPool;
import dev.kidreaper.testing.WebRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the daemon is told, and what it tells.
class DaemonToldIT {
    private final Path folder;

    DaemonToldIT(@TempDir Path folder) {
        this.folder = folder;
    }

    private static String pool(TestPool pool) {
        return """
        pidfile = "%s"
        limit = "1G"
        [pool.pace]
        newborn = "300ms"
        """
                .formatted(pool.pidfile());
    }

    /// The daemon itself would not have recycled it.
    @Test
    void aReapByHandIsAmongTheEventsAndCounted() {
        try (var pool = TestPool.start(2);
                var daemon = DaemonProcess.start(folder, pool(pool))) {
            WebRequest.send(pool.socket(), "leak=40000").answer();
            String manager = Integer.toString(pool.manager());
            // A worker is usually left alone for 2 s, which may not be over yet.
            var reap =
                    daemon.ask(
                            "reap",
                            "--pid",
                            manager,
                            "--limit",
                            "20M",
                            "--newborn",
                            "100ms",
                            "--json");
            assertThat(reap.exit()).as(reap.err()).isZero();
            assertThat(reap.out()).contains("\"recycled\":[{\"pid\":");
            daemon.await("\"recycled\":1");
            assertThat(daemon.ask("events", "--json").out())
                    .contains("\"event\":\"recycled\"", "\"cause\":\"limit\"");
            daemon.awaitLog(log -> assertThat(log).contains("event=recycled uss="));
        }
    }

    /// It says nothing, not even an empty line.
    @Test
    void eventsWithNothingToTellSaysNothing() {
        try (var pool = TestPool.start(1);
                var daemon = DaemonProcess.start(folder, pool(pool))) {
            var none = daemon.ask("events", "-n", "0");
            assertThat(none.exit()).isZero();
            assertThat(none.out()).isEmpty();
            assertThat(none.err()).isEmpty();
            assertThat(daemon.ask("events", "-n", "0", "--json").out().strip())
                    .isEqualTo("{\"events\":[]}");
            assertThat(daemon.ask("events", "-n", "1").out()).isNotBlank();
        }
    }

    /// In the journal an error has the priority of one.
    @Test
    void theProblemsOfAReloadAreErrorsInTheJournal() throws IOException {
        try (var pool = TestPool.start(1);
                var daemon =
                        DaemonProcess.begin(
                                folder, List.of("env", "JOURNAL_STREAM=1:1"), pool(pool))) {
            daemon.awaitLog(log -> assertThat(log).contains("event=ready"));
            Path file = folder.resolve("kidreaper.toml");
            Files.writeString(file, "\n[[pool]]\nname = 5\n", StandardOpenOption.APPEND);
            assertThat(daemon.ask("reload").exit()).isNotZero();
            daemon.awaitLog(log ->
                    assertThat(log.lines())
                            .anyMatch(l -> l.startsWith("<3>" + file + ":") && l.contains("name"))
                            .anyMatch(l ->
                                    l.startsWith("<3>event=reload-refused")
                                            && l.contains("the file is wrong"))
                            .noneMatch(l -> l.startsWith(file.toString())));
        }
    }
}
