package dev.kidreaper.model;

/// Text that others have chosen (a title, a route, what a worker writes), made harmless wherever it
/// is shown: to a terminal, in a log, in JSON, on a page.
/*
 * Harmful is what a terminal or a reader takes for something else than a character. These are the
 * control characters of both sets (C0 and C1) and DEL, which can move the cursor or set the title.
 * Line ends of all kinds forge lines. Marks that turn the direction of writing forge an order.
 * Halves of surrogate pairs are no characters (Unicode Technical Report 36, section 2).
 */
public final class ForeignText {
    private static final char UNKNOWN = '\uFFFD';

    private ForeignText() {}

    /// The text as one line: a blank in place of each control character or line end, and a mark in
    /// place of what else is harmful.
    public static String harmless(String text) {
        return harmless(text, false);
    }

    /// The same for a text of several lines, whose line ends (`\n`) are meant.
    public static String harmlessLines(String text) {
        return harmless(text, true);
    }

    private static String harmless(String text, boolean lines) {
        StringBuilder changed = null;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (isHarmful(text, i) && !(lines && c == '\n')) {
                changed = changed == null ? new StringBuilder(text) : changed;
                changed.setCharAt(i, isSpace(c) ? ' ' : UNKNOWN);
            }
        }
        return changed == null ? text : changed.toString();
    }

    /// A text in JSON with what is harmful in it escaped: it means the same.
    ///
    /// @param json in which control characters below 0x20 are escaped already
    public static String escaped(String json) {
        StringBuilder changed = null;
        for (int i = 0; i < json.length(); i++) {
            boolean harmful = isHarmful(json, i);
            if (harmful && changed == null) {
                changed = new StringBuilder(json.length() + 16).append(json, 0, i);
            }
            if (changed != null && harmful) {
                changed.append("\\u%04x".formatted((int) json.charAt(i)));
            } else if (changed != null) {
                changed.append(json.charAt(i));
            }
        }
        return changed == null ? json : changed.toString();
    }

    /// Whether the character there is harmful.
    public static boolean isHarmful(String text, int at) {
        char c = text.charAt(at);
        if (c < 0x7f) {
            return c < ' ';
        }
        return Character.isISOControl(c)
                || c == '\u061C'
                || c == '\u200E'
                || c == '\u200F'
                || (c >= '\u2028' && c <= '\u202E')
                || (c >= '\u2066' && c <= '\u2069')
                || isHalf(text, at);
    }

    private static boolean isSpace(char c) {
        return Character.isISOControl(c) || c == '\u2028' || c == '\u2029';
    }

    private static boolean isHalf(String text, int at) {
        char c = text.charAt(at);
        if (Character.isHighSurrogate(c)) {
            return at + 1 == text.length() || !Character.isLowSurrogate(text.charAt(at + 1));
        }
        return Character.isLowSurrogate(c)
                && (at == 0 || !Character.isHighSurrogate(text.charAt(at - 1)));
    }
}
