package dev.kidreaper.show;

import java.util.ArrayList;
import java.util.List;

/// Prose in lines that fit on every terminal.
final class Wrapped {
    private static final int COLUMNS = 78;

    private Wrapped() {}

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
