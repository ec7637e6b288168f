package dev.kidreaper.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Every library that is shipped stands in NOTICE with its version, and no other does.
class NoticeTest {
    /// Where Maven writes which jars the program runs with.
    private static final Path RUNTIME = Path.of("target/runtime-classpath");

    @Test
    void noticeNamesExactlyWhatIsShipped() throws IOException {
        List<String> shipped =
                Arrays.stream(Files.readString(RUNTIME).strip().split(File.pathSeparator, -1))
                        .map(jar -> Path.of(jar).getFileName().toString())
                        .map(jar -> jar.replaceFirst("-(\\d[^-]*)\\.jar$", " $1"))
                        .toList();
        List<String> named =
                Files.readAllLines(Path.of("NOTICE")).stream()
                        .filter(line -> line.matches("[a-z-]+ \\d[\\d.]*"))
                        .toList();
        assertThat(named).containsExactlyInAnyOrderElementsOf(shipped);
    }
}
