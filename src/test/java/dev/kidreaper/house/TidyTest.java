package dev.kidreaper.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The house style, as far as a program can see it. Each limit is there so that a reader sees a
/// whole thought at once.
class TidyTest {
    private static final int FILE_LINES = 250;
    private static final int METHOD_LINES = 50;
    private static final int COLUMNS = 100;
    private static final String TYPE = ".*\\b(class|record|interface|enum)\\b.*";

    @Test
    void filesFitOnAFewScreens() throws IOException {
        var tooLong = new ArrayList<String>();
        for (Path file : sources()) {
            int lines = Files.readAllLines(file).size();
            if (lines > FILE_LINES) {
                tooLong.add("%s: %d lines; split it by purpose".formatted(file, lines));
            }
        }
        assertThat(tooLong).isEmpty();
    }

    @Test
    void linesFitOnAScreen() throws IOException {
        var wide = new ArrayList<String>();
        for (Path file : sources()) {
            List<String> lines = Files.readAllLines(file);
            for (int i = 0; i < lines.size(); i++) {
                if (lines.get(i).length() > COLUMNS) {
                    wide.add("%s:%d".formatted(file, i + 1));
                }
            }
        }
        assertThat(wide).isEmpty();
    }

    /// The formatter puts a method's signature at four or eight columns and its closing brace at
    /// the same, so lines tell where it ends.
    @Test
    void methodsAreShort() throws IOException {
        var tall = new ArrayList<String>();
        for (Path file : sources()) {
            List<String> lines = Files.readAllLines(file);
            for (int start = 0; start < lines.size(); start++) {
                String line = lines.get(start);
                int indent = line.length() - line.stripLeading().length();
                boolean opens = (indent == 4 || indent == 8) && line.endsWith("{");
                if (!opens || declaration(lines, start).matches(TYPE)) {
                    continue;
                }
                String close = " ".repeat(indent) + "}";
                int end = start;
                while (end < lines.size() && !lines.get(end).startsWith(close)) {
                    end++;
                }
                if (end - start + 1 > METHOD_LINES) {
                    tall.add("%s:%d: %d lines".formatted(file, start + 1, end - start + 1));
                }
            }
        }
        assertThat(tall).isEmpty();
    }

    /// The line on which the declaration starts that this line opens: a record's components may
    /// stand on lines of their own.
    private static String declaration(List<String> lines, int at) {
        int start = at;
        while (start > 0 && lines.get(start).startsWith(" ".repeat(8))) {
            start--;
        }
        String line = lines.get(start);
        return line.matches(TYPE) && line.endsWith("(") ? line : lines.get(at);
    }

    @Test
    void noMocksAndNoSkippedTests() throws IOException {
        var found = new ArrayList<String>();
        for (Path file : sources()) {
            String text = Files.readString(file);
            if (text.contains("Mockito") || text.contains("@Disabled")) {
                found.add(file + ": no mocks, no skipped tests");
            }
        }
        assertThat(found.stream().filter(f -> !f.contains("TidyTest")).toList()).isEmpty();
    }

    private static List<Path> sources() throws IOException {
        try (Stream<Path> tree = Files.walk(Path.of("src"))) {
            return tree.filter(p -> p.toString().endsWith(".java")).sorted().toList();
        }
    }
}
