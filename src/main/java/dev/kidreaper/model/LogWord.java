package dev.kidreaper.model;

import java.util.regex.Pattern;

/// A value as a line of a log holds it: `name=value`, in quotes where it is more than a word.
public final class LogWord {
    private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}._:/@+-]+");

    private LogWord() {}

    /// A mistake of ours, and where it was noticed, as a sentence.
    public static String bug(Throwable e) {
        String at = e.getStackTrace().length == 0 ? "" : " at " + e.getStackTrace()[0];
        return "[BUG] %s%s: please report this".formatted(e, at);
    }

    /// The value as it is, or in quotes with its quotes escaped, made harmless: one line stays one
    /// line whatever it holds.
    public static String of(String value) {
        if (WORD.matcher(value).matches()) {
            return value;
        }
        String harmless = ForeignText.harmless(value);
        return '"' + harmless.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
