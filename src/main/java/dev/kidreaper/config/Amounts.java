package dev.kidreaper.config;

import dev.kidreaper.model.Amount;
import dev.kidreaper.model.Durations;
import dev.kidreaper.model.Size;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/// The parser of sizes and times, in a configuration and on the command line. It refuses values
/// that make no sense: no operator limits a worker to 120 bytes, or waits for more than a year.
public final class Amounts {
    private static final Pattern RELATIVE = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,9})?)\\s*([x%])");
    private static final Size LEAST_BARE = new Size(1 << 20);
    private static final Duration LONGEST = Duration.ofDays(365);

    private Amounts() {}

    /// A size, `3x` or `10%`.
    ///
    /// @throws IllegalArgumentException with a sentence that says what is wrong, and what is meant
    public static Amount amount(String text) {
        Optional<Double> number = relative(text);
        return text.endsWith("x") && number.isPresent()
                ? within(text, "3x", () -> new Amount.TimesNewborn(number.get()))
                : portion(text);
    }

    /// A size or `10%`.
    ///
    /// @throws IllegalArgumentException with a sentence that says what is wrong, and what is meant
    public static Amount.Portion portion(String text) {
        Optional<Double> number = relative(text);
        if (number.isEmpty()) {
            return new Amount.Bytes(size(text));
        }
        if (text.endsWith("x")) {
            throw new IllegalArgumentException(
                    ("'%s' is possible only for a worker's limit: write a size or a share, such as"
                                    + " 2G or 10%%")
                            .formatted(text));
        }
        return within(text, "10%", () -> new Amount.Share(number.get()));
    }

    /// A value that has bounds; who is beyond them is told what was written, and what is right.
    private static <T> T within(String text, String right, Supplier<T> reading) {
        try {
            return reading.get();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "'%s': %s, such as %s".formatted(text, e.getMessage(), right), e);
        }
    }

    /// `10%`.
    ///
    /// @throws IllegalArgumentException with a sentence that says what is wrong
    public static double percent(String text) {
        Optional<Double> number = relative(text);
        if (!text.endsWith("%") || number.isEmpty()) {
            throw new IllegalArgumentException(
                    "'%s' is not a share: write per cent, such as 10%%".formatted(text));
        }
        return within(text, "10%", () -> new Amount.Share(number.get()).percent());
    }

    private static Optional<Double> relative(String text) {
        var form = RELATIVE.matcher(text);
        return form.matches() ? Optional.of(Double.valueOf(form.group(1))) : Optional.empty();
    }

    /// A size alone.
    ///
    /// @throws IllegalArgumentException with a sentence that says what is wrong, and what is meant
    public static Size size(String text) {
        Size size;
        try {
            size = Size.parse(text);
        } catch (IllegalArgumentException e) {
            if (text.startsWith("$")) {
                throw new IllegalArgumentException(
                        "'%s': variables are not filled in: write the value itself, such as 120M"
                                .formatted(text),
                        e);
            }
            throw withNearest(e, nearestSize(text));
        }
        boolean bare = Character.isDigit(text.charAt(text.length() - 1));
        if (bare && size.bytes() > 0 && size.compareTo(LEAST_BARE) < 0) {
            throw new IllegalArgumentException(
                    ("'%s' is less memory than any process has: no unit means bytes; did you mean"
                                    + " \"%sM\"?")
                            .formatted(text, text));
        }
        if (size.compareTo(Amount.Bytes.SMALLEST) < 0) {
            throw new IllegalArgumentException(
                    "'%s' is less memory than any process has: write at least 1K".formatted(text));
        }
        return size;
    }

    private static Optional<String> nearestSize(String text) {
        String plain = text.replaceAll("[\\s_]", "").replace(',', '.').toUpperCase(Locale.ROOT);
        return valid(plain.replaceFirst("(EGA|IGA)?(BYTES?|B)?$", ""), Size::parse);
    }

    /// A time, such as `10s`.
    ///
    /// @throws IllegalArgumentException with a sentence that says what is wrong, and what is meant
    public static Duration duration(String text) {
        Duration duration;
        try {
            duration = Durations.parse(text);
        } catch (IllegalArgumentException e) {
            throw withNearest(e, nearestDuration(text));
        }
        if (duration.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("'%s' is more than a year".formatted(text));
        }
        return duration;
    }

    /// An age, such as `12h`.
    ///
    /// @throws IllegalArgumentException with a sentence that says what is wrong, and what is meant
    public static Duration age(String text) {
        Duration age = duration(text);
        if (!age.isPositive()) {
            throw new IllegalArgumentException("'" + text + "' is no age: write one such as 12h");
        }
        return age;
    }

    private static Optional<String> nearestDuration(String text) {
        String plain = text.replaceAll("[\\s_]", "").toLowerCase(Locale.ROOT);
        return valid(plain, Durations::parse);
    }

    private static Optional<String> valid(String text, Consumer<String> reading) {
        try {
            reading.accept(text);
            return Optional.of(text);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static IllegalArgumentException withNearest(
            IllegalArgumentException e, Optional<String> nearest) {
        return nearest.isEmpty()
                ? e
                : new IllegalArgumentException(
                        "%s; did you mean \"%s\"?".formatted(e.getMessage(), nearest.get()), e);
    }
}
