package dev.kidreaper.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The parser takes each command line that a document shows. What quick starts show is run by
/// {@code QuickStartsIT}.
class DocumentedCommandsTest {
    private static final List<String> DOCUMENTS =
            List.of(
                    "README.md",
                    "SECURITY.md",
                    "docs/manual.md",
                    "docs/configuration.md",
                    "docs/events.md",
                    "docs/profiles.md");

    /// In a block of code: alone, at a prompt, in cron's table, or in a unit.
    private static final Pattern IN_BLOCK =
            Pattern.compile(
                    "(?m)^(?:\\$ |ExecStart=|\\*.*? +|.*; exec |.*ExecStart=)?"
                            + "(?:/usr/bin/|\\./|/opt/kidreaper/)?kidreaper +([^\\n]+)$");

    private static final Pattern BLOCK = Pattern.compile("(?s)```[a-z]*\\n(.*?)```");
    private static final Pattern IN_SENTENCE = Pattern.compile("`kidreaper ([^`\\n]+)`");

    /// What the launcher obeys, and what is only a name for all of them.
    private static final Pattern NOT_PARSED =
            Pattern.compile("(--make-caches|PPID BYTES|COMMAND|\\d+ |\\$\\().*");

    private static Stream<String> shown() throws IOException {
        var lines = Stream.<String>builder();
        for (String document : DOCUMENTS) {
            String text = Files.readString(Path.of(document));
            BLOCK.matcher(text)
                    .results()
                    .flatMap(block -> IN_BLOCK.matcher(block.group(1)).results())
                    .map(MatchResult::group)
                    .filter(line -> !line.contains("  fcgi-procmanager"))
                    .map(line -> IN_BLOCK.matcher(line).replaceFirst("$1"))
                    .forEach(lines);
            String sentences = BLOCK.matcher(text).replaceAll("");
            IN_SENTENCE.matcher(sentences).results().map(m -> m.group(1)).forEach(lines);
        }
        return lines.build()
                .map(line -> line.replaceFirst(" *(#| > | \\| ).*", "").replaceFirst("'$", ""))
                .filter(line -> !NOT_PARSED.matcher(line).matches())
                .distinct();
    }

    @Test
    void thereAreMany() throws IOException {
        assertThat(shown()).hasSizeGreaterThan(60);
    }

    @ParameterizedTest
    @MethodSource("shown")
    void theParserTakesIt(String line) {
        // Brackets stand around what may be left out.
        List<String> words = Arrays.asList(line.replaceAll("[\\[\\]]", "").split(" +", -1));
        assertThatCode(() -> Commands.line().parseArgs(words.toArray(String[]::new)))
                .as(line)
                .doesNotThrowAnyException();
    }
}
