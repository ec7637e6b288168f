package dev.kidreaper.config;

import java.util.regex.Pattern;

/// The parser of a file's permissions, as `ls` shows them (`rw-rw----`) or as `chmod` takes them
/// (`660`, `0660`).
public final class Permissions {
    private static final Pattern LETTERS = Pattern.compile("[r-][w-][x-][r-][w-][x-][r-][w-][x-]");
    private static final Pattern DIGITS = Pattern.compile("0?[0-7]{3}");

    private Permissions() {}

    /// In letters: `rw-rw----`.
    ///
    /// @throws IllegalArgumentException with a sentence that says what is allowed
    public static String parse(String text) {
        if (LETTERS.matcher(text).matches()) {
            return text;
        }
        if (!DIGITS.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    ("'%s' are not permissions: write them as chmod or ls does, such as 660 or"
                                    + " rw-rw----")
                            .formatted(text));
        }
        var letters = new StringBuilder();
        for (char digit : text.substring(text.length() - 3).toCharArray()) {
            int bits = digit - '0';
            letters.append((bits & 4) != 0 ? 'r' : '-')
                    .append((bits & 2) != 0 ? 'w' : '-')
                    .append((bits & 1) != 0 ? 'x' : '-');
        }
        return letters.toString();
    }
}
