package dev.kidreaper.show;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// Prose in lines that fit on every terminal.
public final class Wrapped {
    private static final int COLUMNS = 78;
    private static final int HANGING = 4;

    private Wrapped() {}

    /// A text whose longer lines are broken between words; what follows of a line stands under it,
    /// further in.
    ///
    /// @param columns of the terminal
    public static String text(String text, int columns) {
        return text.lines()
                .flatMap(line -> hanging(line, columns).stream())
                .collect(Collectors.joining("\n"));
    }

    private static List<String> hanging(String line, int columns) {
        String rest = line;
        int least = line.length() - line.stripLeading().length();
        String margin = " ".repeat(Math.min(least + HANGING, columns / 4));
        var lines = new ArrayList<String>();
        int at = space(rest, least, columns);
        while (rest.length() > columns && at > least) {
            lines.add(rest.substring(0, at).stripTrailing());
            rest = margin + rest.substring(at).strip();
            least = margin.length();
            at = space(rest, least, columns);
        }
        lines.add(rest);
        return lines;
    }

    /// Where a line is broken: at the last space that fits, else at the first one.
    private static int space(String line, int margin, int columns) {
        int last = line.lastIndexOf(' ', columns);
        return last > margin ? last : line.indexOf(' ', columns);
    }

    /// The lines, broken between words.
    ///
    /// @param columns of the terminal, of which two stay free
    static List<String> lines(String text, int columns) {
        int most = Math.min(COLUMNS, columns - 2);
        var lines = new ArrayList<String>();
        var line = new StringBuilder();
        for (String word : text.split(" ", -1)) {
            if (!line.isEmpty() && line.length() + 1 + word.length() > most) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.isEmpty() ? "" : " ").append(word);
        }
        lines.add(line.toString());
        return lines;
    }
}
