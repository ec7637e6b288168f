package dev.kidreaper.history;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/// A folder for a history that gets into trouble, and an ear for what it says then.
abstract class InTrouble {
    static final Patience SHORT =
            new Patience(Duration.ofSeconds(20), Duration.ofMillis(20), Duration.ofMillis(200));

    @TempDir Path parent = Path.of("");
    Path folder = Path.of("state");
    final LogLines log = new LogLines();

    @BeforeEach
    void place() {
        folder = parent.resolve("state");
    }

    @AfterEach
    void stopListening() {
        log.close();
    }

    Path file() {
        return folder.resolve("history.db");
    }

    /// The names of the files in the folder.
    List<String> files() throws IOException {
        try (Stream<Path> list = Files.list(folder)) {
            return list.map(p -> p.getFileName().toString()).sorted().toList();
        }
    }
}
