package dev.kidreaper.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Help with an operator's words: the nearest known word, and the text on one line.
public final class Suggestions {
    private static final int LONGEST_WORD = 64;
    private static final int SHORTEST_PART = 3;

    private Suggestions() {}

    /// The known word that was probably meant. It differs in few letters, in case, or in the kind
    /// of its dashes, or is the only one that has the word as a part.
    public static Optional<String> nearest(String word, Collection<String> known) {
        if (word.length() > LONGEST_WORD) {
            return Optional.empty();
        }
        String plain = plain(word);
        Comparator<String> byDistance = Comparator.comparingInt(k -> distance(plain, plain(k)));
        return known.stream()
                .min(byDistance.thenComparing(Comparator.naturalOrder()))
                .filter(k -> distance(plain, plain(k)) <= Math.max(1, k.length() / 3))
                .or(() -> whole(plain, known));
    }

    /// The only known word of which this is a part.
    private static Optional<String> whole(String plain, Collection<String> known) {
        List<String> all =
                known.stream()
                        .filter(k -> plain.length() >= SHORTEST_PART && k.contains(plain))
                        .toList();
        return all.size() == 1 ? Optional.of(all.getFirst()) : Optional.empty();
    }

    private static String plain(String word) {
        return word.toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /// The number of letters to insert, remove, replace or swap with their neighbour.
    static int distance(String from, String to) {
        var rows = new int[from.length() + 1][to.length() + 1];
        for (int i = 0; i <= from.length(); i++) {
            for (int j = 0; j <= to.length(); j++) {
                rows[i][j] = i == 0 || j == 0 ? i + j : step(from, to, i, j, rows);
            }
        }
        return rows[from.length()][to.length()];
    }

    private static int step(String from, String to, int i, int j, int[][] rows) {
        boolean same = from.charAt(i - 1) == to.charAt(j - 1);
        int least = Math.min(rows[i - 1][j] + 1, rows[i][j - 1] + 1);
        least = Math.min(least, rows[i - 1][j - 1] + (same ? 0 : 1));
        boolean swapped =
                i > 1
                        && j > 1
                        && from.charAt(i - 1) == to.charAt(j - 2)
                        && from.charAt(i - 2) == to.charAt(j - 1);
        return swapped ? Math.min(least, rows[i - 2][j - 2] + 1) : least;
    }

    /// A text without line breaks and other control characters, cut if it is too long.
    static String onOneLine(String text, int longest) {
        var line = new StringBuilder();
        for (int i = 0; i < text.length() && line.length() < longest; i++) {
            char c = text.charAt(i);
            boolean breaks = c == '\u2028' || c == '\u2029' || Character.isISOControl(c);
            line.append(breaks ? "\\u%04x".formatted((int) c) : String.valueOf(c));
        }
        return line.length() < longest ? line.toString() : line + "…";
    }
}
