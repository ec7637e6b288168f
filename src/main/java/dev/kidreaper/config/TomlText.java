package dev.kidreaper.config;

import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.tomlj.Toml;
import org.tomlj.TomlArray;
import org.tomlj.TomlParseError;
import org.tomlj.TomlParseOptions;
import org.tomlj.TomlParseResult;
import org.tomlj.TomlPosition;
import org.tomlj.TomlTable;

/// A TOML text and its tables, with the places in the file.
final class TomlText {
    /// How many characters there may be beside comments. The parser needs hundreds of bytes of
    /// memory for each, and takes seconds for more of them if most are wrong.
    static final int LONGEST = 64 << 10;

    /// What some editors put before a text in UTF-8 (a byte order mark).
    private static final String MARK = "\ufeff";

    private static final String CURLED = "\u201c\u201d\u201e\u2018\u2019\u201a\u00ab\u00bb";
    private static final Pattern IN_CURLED =
            Pattern.compile(".*?=\\s*[%1$s]([^%1$s]*)[%1$s].*".formatted(CURLED));
    private static final Pattern YAML =
            Pattern.compile("\\s*(?:- )?[\\w-]+:(?:\\s.*)?|---\\s*|-\\s.*");
    private static final Pattern INI = Pattern.compile("\\s*\\[[\\w-]+[: ][^\\]]*\\]\\s*");
    private static final Pattern UNCLOSED = Pattern.compile("\\s*[\\w.-]+\\s*=\\s*\"([^\"]*)");
    private static final Pattern OTHER_COMMENT = Pattern.compile("\\s*(?://|;|--|/\\*).*");
    private static final Pattern TWICE =
            Pattern.compile("(.+) previously defined at line (\\d+), column .*");
    private static final Pattern POSITION = Pattern.compile("line (\\d+), column (\\d+)");
    private static final Pattern UNQUOTED =
            Pattern.compile("\\s*[\\w.-]+\\s*=\\s*([^\\s\"'\\[{#=][^\\s\"'#]*)\\s*(?:#.*)?");

    private final Lines lines;
    private final TomlTable root;

    private TomlText(Lines lines, TomlTable root) {
        this.lines = lines;
        this.root = root;
    }

    /// Parses a text and reports the lines that cannot be parsed.
    ///
    /// @return null if none of the tables can be relied on
    static @Nullable TomlText parse(String text, ConfigProblems configProblems) {
        Lines lines = Lines.of(text.startsWith(MARK) ? text.substring(MARK.length()) : text);
        String said = lines.text();
        if (said.length() > LONGEST) {
            configProblems.syntax(
                    SourcePosition.START,
                    "more than %d KiB beside comments: no configuration needs that"
                            .formatted(LONGEST >> 10));
            return null;
        }
        TomlParseResult parsed = Toml.parse(said, TomlParseOptions.sourceless());
        var toml = new TomlText(lines, parsed);
        String other = otherLanguage(parsed, lines);
        if (other != null) {
            TomlPosition first = parsed.errors().getFirst().position();
            configProblems.syntax(
                    toml.place(first),
                    ("this looks like %s; kidreaper reads TOML, such as name = \"web\" below"
                                    + " [[pool]] (kidreaper init prints an example)")
                            .formatted(other));
            return null;
        }
        boolean headersAreWhole = true;
        for (TomlParseError error : parsed.errors()) {
            String line = lines.line(error.position().line());
            configProblems.syntax(toml.place(error.position()), toml.sentence(error, line));
            // The lines after a broken header would count as part of the table before it.
            headersAreWhole &= !line.strip().startsWith("[");
        }
        return headersAreWhole ? toml : null;
    }

    /// What a text seems to be that is no TOML; null: nothing that we know.
    private static @Nullable String otherLanguage(TomlParseResult parsed, Lines lines) {
        List<String> wrong =
                parsed.errors().stream().map(e -> lines.line(e.position().line())).toList();
        if (lines.line(1).startsWith("{") && !wrong.isEmpty()) {
            return "JSON";
        }
        if (wrong.stream().anyMatch(l -> YAML.matcher(l).matches())) {
            return "YAML";
        }
        return wrong.stream().anyMatch(l -> INI.matcher(l).matches()) ? "an INI file" : null;
    }

    TomlTable root() {
        return root;
    }

    /// The place of a key of a table; if unknown, the place of the table.
    SourcePosition place(TomlTable table, String key, SourcePosition otherwise) {
        TomlPosition position = table.inputPositionOf(List.of(key));
        return position == null ? otherwise : place(position);
    }

    /// The place of an element of an array; if unknown, the place of the array.
    SourcePosition place(TomlArray array, int index, SourcePosition otherwise) {
        TomlPosition position = array.inputPositionOf(index);
        return position == null ? otherwise : place(position);
    }

    private SourcePosition place(TomlPosition position) {
        return new SourcePosition(lines.number(position.line()), position.column());
    }

    private String sentence(TomlParseError error, String line) {
        String message =
                POSITION.matcher(String.valueOf(error.getMessage()))
                        .replaceAll(m -> {
                            int number = lines.number(Integer.parseInt(m.group(1)));
                            return "line %d, column %s".formatted(number, m.group(2));
                        });
        var curled = IN_CURLED.matcher(line);
        if (curled.matches()) {
            return "these are typographic quotes: write \"%s\"".formatted(curled.group(1));
        }
        if (OTHER_COMMENT.matcher(line).matches()) {
            return "a comment begins with #";
        }
        var unclosed = UNCLOSED.matcher(line);
        if (unclosed.matches() && message.contains("end of line")) {
            return "the text has no closing quote: write \"%s\"".formatted(unclosed.group(1));
        }
        var twice = TWICE.matcher(message);
        if (twice.matches()) {
            return "%s stands in line %s already: keep one of them"
                    .formatted(twice.group(1), twice.group(2));
        }
        var unquoted = UNQUOTED.matcher(line);
        return unquoted.matches() && message.startsWith("Unexpected")
                ? "%s: write the value in quotes: \"%s\"".formatted(message, unquoted.group(1))
                : message;
    }
}
