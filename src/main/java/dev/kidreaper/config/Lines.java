package dev.kidreaper.config;

import java.util.ArrayList;
import java.util.List;

/// The lines of a TOML text without comment lines and blank lines, each with its number in the
/// file.
/*
 * The parser takes cubic time over blank lines and comments: 500 of them in a row take seconds
 * (tomlj 2.2.0). This class follows strings, to know which lines are inside a string of several
 * lines. A string of one line that is not closed ends with its line, as it does for the parser.
 */
final class Lines {
    private enum In {
        NOTHING,
        LONG_BASIC,
        LONG_LITERAL
    }

    private final List<String> kept = new ArrayList<>();
    private final List<Integer> numbers = new ArrayList<>();

    private Lines() {}

    static Lines of(String text) {
        var lines = new Lines();
        In in = In.NOTHING;
        String[] all = text.split("\n", -1);
        for (int i = 0; i < all.length; i++) {
            String bare = all[i].strip();
            if (in != In.NOTHING || !(bare.isEmpty() || bare.startsWith("#"))) {
                lines.kept.add(all[i]);
                lines.numbers.add(i + 1);
                in = after(all[i], in);
            }
        }
        return lines;
    }

    /// The text to parse.
    String text() {
        return String.join("\n", kept) + "\n";
    }

    /// The number in the file of a line of {@link #text}.
    int number(int line) {
        int known = Math.min(line, numbers.size());
        return known < 1 ? 1 : numbers.get(known - 1);
    }

    /// The line with that number in {@link #text}.
    String line(int line) {
        return line < 1 || line > kept.size() ? "" : kept.get(line - 1);
    }

    /// The kind of string in which the next line begins.
    private static In after(String line, In before) {
        In in = before;
        int at = 0;
        while (at < line.length()) {
            if (in != In.NOTHING) {
                int end = end(line, at, in);
                if (end < 0) {
                    return in;
                }
                at = end;
                in = In.NOTHING;
                continue;
            }
            char c = line.charAt(at);
            if (c == '#') {
                return in;
            }
            if (line.startsWith("\"\"\"", at) || line.startsWith("'''", at)) {
                in = c == '"' ? In.LONG_BASIC : In.LONG_LITERAL;
                at += 3;
            } else if (c == '"' || c == '\'') {
                at = pastShort(line, at + 1, c);
            } else {
                at++;
            }
        }
        return in;
    }

    /// The place after the end of a string of several lines; negative if the string goes on. Up to
    /// two of its quotation marks may stand before the closing three.
    private static int end(String line, int from, In in) {
        char quote = in == In.LONG_BASIC ? '"' : '\'';
        String closing = String.valueOf(quote).repeat(3);
        for (int at = from; at < line.length(); at++) {
            if (in == In.LONG_BASIC && line.charAt(at) == '\\') {
                at++;
            } else if (line.startsWith(closing, at)) {
                int end = at + 3;
                while (end < at + 5 && end < line.length() && line.charAt(end) == quote) {
                    end++;
                }
                return end;
            }
        }
        return -1;
    }

    private static int pastShort(String line, int from, char quote) {
        for (int at = from; at < line.length(); at++) {
            if (quote == '"' && line.charAt(at) == '\\') {
                at++;
            } else if (line.charAt(at) == quote) {
                return at + 1;
            }
        }
        return line.length();
    }
}
