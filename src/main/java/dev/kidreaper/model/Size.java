package dev.kidreaper.model;

import java.util.Locale;
import java.util.regex.Pattern;

/// An amount of memory in bytes, as operators write it: `104857600`, `100M`, `1.5G`, `100MiB`,
/// `100MB`, `1g`. Units are powers of 1024, however they are written.
///
/// @param bytes not negative
public record Size(long bytes) implements Comparable<Size> {
    private static final Pattern FORM =
            Pattern.compile("(\\d+(?:\\.\\d+)?) ?(?:([KMGTkmgt])(?:[iI]?[bB])?|[bB])?");
    private static final String UNITS = "KMGT";
    private static final long LARGEST = 1L << 50;

    public Size {
        if (bytes < 0) {
            throw new IllegalArgumentException("a size is not negative: " + bytes);
        }
    }

    /// Reads what an operator wrote.
    ///
    /// @throws IllegalArgumentException with a sentence that says what is allowed
    public static Size parse(String text) {
        var form = FORM.matcher(text);
        if (!form.matches()) {
            throw new IllegalArgumentException(
                    "'%s' is not a size: write bytes or K, M, G, T, such as 104857600, 100M, 1.5G"
                            .formatted(text));
        }
        String unit = form.group(2) == null ? "" : form.group(2).toUpperCase(Locale.ROOT);
        int power = unit.isEmpty() ? 0 : UNITS.indexOf(unit) + 1;
        // Whole bytes are exact: all that is allowed has fewer bits than a double.
        double bytes = Double.parseDouble(form.group(1)) * (1L << (10 * power));
        if (bytes > LARGEST) {
            throw new IllegalArgumentException(
                    "'%s' is more memory than any machine has: write at most 1024T"
                            .formatted(text));
        }
        return new Size((long) bytes);
    }

    /// The size for people, three figures and a unit: `131M`, `1.17G`, `488K`.
    @Override
    public String toString() {
        if (bytes < 1024) {
            return bytes + "B";
        }
        double amount = bytes;
        int power = 0;
        while (amount >= 999.5 && power < UNITS.length()) {
            amount /= 1024;
            power++;
        }
        int decimals = amount >= 99.95 ? 0 : amount >= 9.995 ? 1 : 2;
        return String.format(Locale.ROOT, "%." + decimals + "f", amount) + UNITS.charAt(power - 1);
    }

    @Override
    public int compareTo(Size other) {
        return Long.compare(bytes, other.bytes);
    }
}
