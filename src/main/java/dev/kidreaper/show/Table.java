package dev.kidreaper.show;

import dev.kidreaper.model.ForeignText;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Columns of text: the last one flush left, the others flush right.
public final class Table {
    /// So many columns that no table is too wide.
    public static final int UNBOUNDED = Integer.MAX_VALUE;

    private Table() {}

    /// The rows as lines of at most that width, if that can be had by leaving cells out.
    ///
    /// @param cells rows, of which the first has the headings
    /// @param columns of the terminal
    /// @param dispensable the headings of what may be left out, the most dispensable first
    static String text(List<List<String>> cells, int columns, List<String> dispensable) {
        List<List<String>> rows = cells;
        for (String heading : dispensable) {
            int at = rows.getFirst().indexOf(heading);
            if (at >= 0 && width(rows) > columns) {
                rows = rows.stream().map(row -> without(row, at)).toList();
            }
        }
        return text(rows);
    }

    private static int width(List<List<String>> rows) {
        return text(rows).lines().mapToInt(String::length).max().orElse(0);
    }

    private static List<String> without(List<String> row, int at) {
        var shorter = new ArrayList<>(row);
        shorter.remove(at);
        return shorter;
    }

    /// The rows as lines, without a line end after the last. What cells hold is made harmless.
    ///
    /// @param cells rows, all with the same number of cells
    public static String text(List<List<String>> cells) {
        List<List<String>> rows =
                cells.stream().map(r -> r.stream().map(ForeignText::harmless).toList()).toList();
        int last = rows.getFirst().size() - 1;
        int[] width =
                IntStream.range(0, last)
                        .map(c -> rows.stream().mapToInt(r -> r.get(c).length()).max().orElse(0))
                        .toArray();
        return rows.stream()
                .map(row ->
                        IntStream.range(0, last)
                                        .mapToObj(c -> pad(row.get(c), width[c]))
                                        .collect(Collectors.joining("  "))
                                + "  "
                                + row.get(last))
                .map(String::stripTrailing)
                .collect(Collectors.joining("\n"));
    }

    private static String pad(String text, int width) {
        return " ".repeat(width - text.length()) + text;
    }
}
