package dev.kidreaper.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.testing.CWorker;
import dev.kidreaper.testing.Kidreaper;
import dev.kidreaper.testing.Nginx;
import dev.kidreaper.testing.Served;
import dev.kidreaper.testing.Web;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// How `kidreaper serve` starts a worker, and what it says when it cannot.
class ServeStartIT {
    private static final String WORKER = CWorker.program().toString();

    private final Path folder;

    ServeStartIT(@TempDir Path folder) {
        this.folder = folder;
    }

    @ParameterizedTest
    @CsvSource({
        "/nonexistent/app, 'cannot start a worker: /nonexistent/app: ENOENT'",
        "/etc/passwd, 'cannot start a worker: /etc/passwd: EACCES'",
        "WORKER fail, 'a worker ended by itself (exit 3): cannot open the database'"
    })
    void aCommandThatCannotServeIsOneClearLine(String command, String line) {
        String[] words = ("--workers 2 -- " + command.replace("WORKER", WORKER)).split(" ", -1);
        var ran = Kidreaper.run(Served.words(folder, words).toArray(String[]::new));
        assertThat(ran.exit()).isEqualTo(1);
        assertThat(
                        ran.err()
                                .lines()
                                .filter(l -> l.startsWith("kidreaper serve: pool web: " + line)))
                .hasSize(1);
        assertThat(folder.resolve("front")).doesNotExist();
    }

    @Test
    void variablesComeThroughWhateverTheirBytes() throws IOException {
        var launcher = List.of("sh", "-c", "ODD=$(printf 'a\\377\\303\\244z') exec \"$0\" \"$@\"");
        try (var served = Served.startBy(launcher, folder, "--workers", "1", "--", WORKER);
                var nginx = Nginx.start(folder, served.socket())) {
            assertThat(Web.get(nginx.uri("/odd")).body()).contains("odd=61ffc3a47a");
            String worker = Long.toString(served.workers().getFirst());
            assertThat(Files.readString(Path.of("/proc", worker, "environ"), ISO_8859_1))
                    .contains("ODD=")
                    .doesNotContain("MALLOC_ARENA_MAX", "KIDREAPER");
        }
    }
}
