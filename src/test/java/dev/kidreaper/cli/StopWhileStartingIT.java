package dev.kidreaper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.testing.Kidreaper;
import dev.kidreaper.testing.Program;
import dev.kidreaper.testing.TestPool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Whoever stops a daemon whose workers take long to start, or never will, does not wait for them.
class StopWhileStartingIT {
    /// Three seconds in which a worker may leave by itself, then TERM; and a busy machine.
    private static final Duration ENDS_WITHIN = Duration.ofSeconds(20);

    @TempDir private Path folder = Path.of("");

    @ParameterizedTest
    @ValueSource(strings = {"TERM", "INT"})
    void serveEnds(String signal) {
        var serve = List.of("serve", "--listen", folder.resolve("front").toString());
        var command = new ArrayList<>(serve);
        command.addAll(List.of("--socket", folder.resolve("control").toString()));
        command.addAll(List.of("--workers", "2", "--", "sleep", "300"));
        endsAt(signal, 2, command);
    }

    @Test
    void watchEnds() throws IOException {
        String pool = "[pool.serve]\nlisten = '%s'\nworkers = 2".formatted(folder.resolve("front"));
        endsAt("TERM", 2, watch(pool));
    }

    @Test
    void watchEndsThatHasStartedAManager() throws IOException {
        endsAt("TERM", 1, watch("[pool.run]"));
    }

    /// Its exit code is COMMAND's: that of a program that TERM ended.
    @Test
    void runEnds() {
        var command = List.of("run", "--socket", folder.resolve("control").toString(), "--");
        var words = new ArrayList<>(command);
        words.addAll(List.of("sleep", "300"));
        var log = endsAt("TERM", 1, 143, words);
        assertThat(log.getLast()).contains("event=ended how=\"signal 15\"");
    }

    private List<String> watch(String pool) throws IOException {
        Path config = folder.resolve("kidreaper.toml");
        Files.writeString(
                config,
                """
                [[pool]]
                name = "slow"
                %s
                command = ["sleep", "300"]
                [control]
                socket = "%s"
                [history]
                file = "%s"
                [web]
                listen = "off"
                """
                        .formatted(pool, folder.resolve("control"), folder.resolve("history.db")));
        return List.of("watch", "--config", config.toString());
    }

    private void endsAt(String signal, int children, List<String> words) {
        var _ = endsAt(signal, children, 0, words);
    }

    /// Its log.
    private List<String> endsAt(String signal, int children, int exit, List<String> words) {
        Kidreaper.build();
        Path log = folder.resolve("log");
        // Whoever runs these tests in the background ignores INT, and so would the daemon.
        var command = new ArrayList<>(List.of("env", "--default-signal=INT"));
        command.add(Path.of("kidreaper").toAbsolutePath().toString());
        command.addAll(words);
        try (var daemon = Program.start(folder, log, command)) {
            TestPool.await(
                    () -> "its children: " + daemon.log(),
                    () -> starting(daemon).size() == children);
            TestPool.sleep(Duration.ofMillis(500));
            var all = starting(daemon);
            TestPool.kill(signal, daemon.pid());
            assertThat(daemon.awaitEnd(ENDS_WITHIN)).as(daemon.log()::toString).isTrue();
            assertThat(daemon.exitCode()).as(daemon.log()::toString).isEqualTo(exit);
            assertThat(daemon.log()).anyMatch(line -> line.contains("event=stopping"));
            assertThat(daemon.log().stream().filter(line -> line.contains("event=starting")))
                    .hasSizeLessThanOrEqualTo(children);
            assertThat(all).noneMatch(ProcessHandle::isAlive);
            return daemon.log();
        }
    }

    private static List<ProcessHandle> starting(Program daemon) {
        return daemon.children().stream()
                .filter(child -> child.info().command().orElse("").endsWith("/sleep"))
                .toList();
    }
}
