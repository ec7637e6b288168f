package dev.kidreaper.show;

import dev.kidreaper.model.ForeignText;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Columns of text: the last one flush left, the others flush right.
public final class Table {
    private Table() {}

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
