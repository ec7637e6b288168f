package dev.kidreaper.show.top;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// A curve drawn with characters: Braille, 2 by 4 dots in each, or ASCII.
///
/// @param columns and `rows`: how many characters
record DotPlot(boolean braille, int columns, int rows) {
    /// The dots of a Braille character, by column and row (Unicode 2800).
    private static final int[][] DOTS = {{0x01, 0x02, 0x04, 0x40}, {0x08, 0x10, 0x20, 0x80}};

    /// The lines of the plot, the top first.
    ///
    /// @param curve a value for each column of dots (2 a character in Braille, else 1); not a
    ///   number: nothing is known there
    /// @param level where a line runs across
    /// @param top the value at the upper edge
    List<String> lines(double[] curve, double level, double top) {
        int perColumn = braille ? 2 : 1;
        int perRow = braille ? 4 : 1;
        int[][] cells = new int[rows][columns];
        int across = height(level, top, perRow);
        for (int x = 0; x < columns * perColumn; x++) {
            if (level > 0 && (!braille || x % 4 < 2)) {
                set(cells, x, across, perColumn, perRow, '-');
            }
        }
        int before = -1;
        for (int x = 0; x < Math.min(curve.length, columns * perColumn); x++) {
            if (Double.isNaN(curve[x])) {
                before = -1;
                continue;
            }
            int y = height(curve[x], top, perRow);
            int from = before < 0 ? y : before + Integer.signum(y - before);
            for (int step = Math.min(from, y); step <= Math.max(from, y); step++) {
                set(cells, x, step, perColumn, perRow, '*');
            }
            before = y;
        }
        return text(cells);
    }

    /// In which line, counted from the top, a value is drawn.
    int row(double value, double top) {
        int perRow = braille ? 4 : 1;
        return rows - 1 - height(value, top, perRow) / perRow;
    }

    private int height(double value, double top, int perRow) {
        int dots = rows * perRow;
        return (int) Math.clamp(Math.round(value / top * (dots - 1)), 0L, Math.max(0, dots - 1));
    }

    private void set(int[][] cells, int x, int y, int perColumn, int perRow, char mark) {
        int row = rows - 1 - y / perRow;
        int column = x / perColumn;
        if (row < 0 || row >= rows || column >= columns) {
            return;
        }
        cells[row][column] =
                braille
                        ? cells[row][column] | DOTS[x % 2][3 - y % 4]
                        : Math.max(cells[row][column], mark == '*' ? '*' + 256 : mark);
    }

    private List<String> text(int[][] cells) {
        var lines = new ArrayList<String>();
        for (int[] row : cells) {
            var line = new StringBuilder();
            Arrays.stream(row)
                    .forEach(c ->
                            line.append(c == 0 ? ' ' : (char) (braille ? 0x2800 + c : c % 256)));
            lines.add(line.toString());
        }
        return lines;
    }
}
