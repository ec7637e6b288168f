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
        char unit = UNITS.charAt(power - 1);
        if (amount >= 99.95) {
            return rounded(1, power) + "" + unit;
        }
        // Digits by hand: a formatter takes a hundred times as long, and a screen has many sizes.
        boolean tenths = amount >= 9.995;
        long number = rounded(tenths ? 10 : 100, power);
        return tenths
                ? number / 10 + "." + number % 10 + unit
                : number / 100 + "." + number / 10 % 10 + number % 10 + unit;
    }

    /// How many of that part of a unit, rounded half up.
    private long rounded(int parts, int power) {
        int bits = 10 * power;
        return bytes < Long.MAX_VALUE / 200
                ? (bytes * parts + (1L << (bits - 1))) >> bits
                : Math.round((double) bytes / (1L << bits) * parts);
    }

    @Override
    public int compareTo(Size other) {
        return Long.compare(bytes, other.bytes);
    }
}
