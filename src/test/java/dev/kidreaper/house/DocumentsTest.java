package dev.kidreaper.house;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.model.EventKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The documents lead to what they name, and leave no event out.
class DocumentsTest {
    /// A word of the log, where it is written out in full.
    private static final Pattern EVENT = Pattern.compile("event=([a-z]+(?:-[a-z]+)*)(?![a-z-])");

    private static Stream<Path> documents() throws IOException {
        Stream<Path> top =
                Stream.of("README.md", "SECURITY.md", "CONTRIBUTING.md", "ARCHITECTURE.md")
                        .map(Path::of);
        List<Path> below;
        try (var files = Files.walk(Path.of("docs"))) {
            below = files.filter(p -> p.toString().endsWith(".md")).toList();
        }
        return Stream.concat(top, below.stream());
    }

    @Test
    void eachLinkLeadsSomewhere() throws IOException {
        assertThat(Links.broken(documents().toList())).isEmpty();
    }

    @Test
    void eachEventIsExplained() throws IOException {
        var words = new TreeSet<String>();
        Stream.of(EventKind.values()).map(EventKind::label).forEach(words::add);
        try (var files = Files.walk(Path.of("src/main/java"))) {
            for (Path file : files.filter(p -> p.toString().endsWith(".java")).toList()) {
                String code = Files.readString(file).replaceAll("(?m)^\\s*(///|\\*|//).*$", "");
                EVENT.matcher(code).results().map(m -> m.group(1)).forEach(words::add);
            }
        }
        words.removeIf(word -> word.startsWith("fleet-"));
        assertThat(words).hasSizeGreaterThan(60);
        String events = Files.readString(Path.of("docs/events.md"));
        assertThat(words).allMatch(word -> events.contains("`" + word + "`"));
    }
}
