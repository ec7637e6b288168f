package dev.kidreaper.config;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.tomlj.TomlArray;
import org.tomlj.TomlTable;

/// One table of a configuration while it is read. A wrong value becomes a problem at its place and
/// counts as absent.
record Section(
        TomlText toml,
        TomlTable table,
        String name,
        SourcePosition at,
        ConfigProblems configProblems) {
    /// A number with a jitter, as the command line takes it.
    private static final Pattern SPREAD =
            Pattern.compile("(\\d{1,9})\\s*(?:\u00b1|\\+/?-)\\s*(\\d{1,9})");

    /// Reports the keys that the table must not have.
    Section {
        for (String key : table.keySet()) {
            if (!Keys.OF.getOrDefault(name, List.of()).contains(key)) {
                configProblems.wrong(toml.place(table, key, at), Keys.unknown(key, name));
            }
        }
    }

    boolean has(String key) {
        return value(key) != null;
    }

    /// Whether it has one of these keys, or one that was probably meant to be: that is reported
    /// already.
    boolean hasOrMeans(List<String> keys) {
        List<String> known = Keys.OF.getOrDefault(name, List.of());
        return table.keySet().stream()
                .map(k -> known.contains(k) ? k : Suggestions.nearest(k, known).orElse(""))
                .anyMatch(keys::contains);
    }

    SourcePosition place(String key) {
        return toml.place(table, key, at);
    }

    /// Reports a problem with a key's value.
    void wrong(String key, String sentence) {
        configProblems.wrong(place(key), key + ": " + sentence);
    }

    /// The value of a key that holds a text.
    ///
    /// @param example an allowed value, shown to an operator who wrote something other than a text
    /// @param reading throws IllegalArgumentException with a sentence if the text is not allowed
    <T> @Nullable T text(String key, String example, Function<String, T> reading) {
        Object value = value(key);
        if (value == null) {
            return null;
        }
        if (!(value instanceof String text)) {
            wrong(
                    key,
                    "%s; write a text in quotes, such as \"%s\""
                            .formatted(found(value), inQuotes(value, example)));
            return null;
        }
        return read(place(key), key, text, reading);
    }

    /// The operator's own number where the text would be a size, and it can be one.
    private static String inQuotes(Object value, String example) {
        boolean isSize = example.matches("[0-9]+[MG]");
        return isSize && value instanceof Long bytes && bytes >= 1 << 20 && bytes % (1 << 20) == 0
                ? (bytes >> 20) + "M"
                : example;
    }

    private <T> @Nullable T read(
            SourcePosition sourcePosition, String key, String text, Function<String, T> reading) {
        try {
            return reading.apply(text);
        } catch (IllegalArgumentException e) {
            configProblems.wrong(sourcePosition, key + ": " + e.getMessage());
            return null;
        }
    }

    /// The values of a key that holds several texts; a single one needs no brackets.
    <T> List<T> texts(String key, String example, Function<String, T> reading) {
        var read = new ArrayList<T>();
        if (value(key) instanceof TomlArray array) {
            for (int i = 0; i < array.size(); i++) {
                SourcePosition sourcePosition = toml.place(array, i, place(key));
                if (array.get(i) instanceof String text) {
                    T one = read(sourcePosition, key, text, reading);
                    if (one != null) {
                        read.add(one);
                    }
                } else {
                    configProblems.wrong(
                            sourcePosition,
                            "%s: %s; write texts in quotes, such as [\"%s\"]"
                                    .formatted(key, found(array.get(i)), example));
                }
            }
            return read;
        }
        T alone = text(key, example, reading);
        return alone == null ? List.of() : List.of(alone);
    }

    /// A command line: its words, each by itself. No shell takes one text apart.
    ///
    /// @param example a program
    List<String> words(String key, String example) {
        List<String> words = texts(key, example, text -> text);
        String first = words.isEmpty() ? "" : words.getFirst();
        if (words.size() != 1 || first.isBlank() || !first.contains(" ") || isFile(first)) {
            return words;
        }
        wrong(
                key,
                "'%s' is one word: write [\"%s\"]"
                        .formatted(
                                Suggestions.onOneLine(first, 60),
                                Suggestions.onOneLine(
                                        String.join("\", \"", first.strip().split("\\s+")), 200)));
        return List.of();
    }

    private static boolean isFile(String path) {
        try {
            return Files.exists(Path.of(path));
        } catch (InvalidPathException e) {
            return false;
        }
    }

    /// A whole number within bounds.
    @Nullable Integer number(String key, int least, int most) {
        Object value = value(key);
        if (value == null) {
            return null;
        }
        if (value instanceof Long number && number >= least && number <= most) {
            return number.intValue();
        }
        var spread = SPREAD.matcher(String.valueOf(value));
        wrong(
                key,
                spread.matches()
                        ? "%s; write %s = %s and jitter = %s"
                                .formatted(found(value), key, spread.group(1), spread.group(2))
                        : "%s; write a whole number from %d to %d"
                                .formatted(found(value), least, most));
        return null;
    }

    /// Whether a key is true.
    boolean flag(String key) {
        Object value = value(key);
        if (value != null && !(value instanceof Boolean)) {
            wrong(key, found(value) + "; write true or false, without quotes");
        }
        return Boolean.TRUE.equals(value);
    }

    /// The table of a key; null if there is none.
    ///
    /// @param name the header that an operator writes
    @Nullable Section section(String key, String name) {
        Object value = value(key);
        if (value == null) {
            return null;
        }
        if (value instanceof TomlTable inner) {
            return new Section(toml, inner, name, place(key), configProblems);
        }
        wrong(key, "%s; it is a table that begins with %s".formatted(found(value), name));
        return null;
    }

    /// The tables of a key.
    List<Section> sections(String key, String name) {
        Object value = value(key);
        if (value instanceof TomlArray array) {
            var inner = new ArrayList<Section>();
            for (int i = 0; i < array.size(); i++) {
                SourcePosition sourcePosition = toml.place(array, i, place(key));
                if (array.get(i) instanceof TomlTable one) {
                    inner.add(new Section(toml, one, name, sourcePosition, configProblems));
                } else {
                    configProblems.wrong(
                            sourcePosition,
                            "%s: %s; each begins with %s"
                                    .formatted(key, found(array.get(i)), name));
                }
            }
            return inner;
        }
        if (value != null) {
            wrong(key, "%s; each begins with %s".formatted(found(value), name));
        }
        return List.of();
    }

    private @Nullable Object value(String key) {
        return table.get(List.of(key));
    }

    private static String found(@Nullable Object value) {
        return switch (value) {
            case Long number -> "found the number " + number;
            case Double number -> "found the number " + number;
            case Boolean flag -> "found " + flag;
            case String text -> "found the text \"%s\"".formatted(Suggestions.onOneLine(text, 60));
            case TomlArray _ -> "found an array in [ ]";
            case TomlTable _ -> "found a single table";
            case null -> "found nothing";
            default -> "found the date or time " + value;
        };
    }
}
