package dev.kidreaper.model;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Pattern;

/// Lengths of time as operators write them: `10s`, `250ms`, `0.5s`, `2m`, `12h`, `1d`; a bare
/// number is seconds.
public final class Durations {
    private static final Pattern FORM = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,9})?)(ms|s|m|h|d)?");

    private Durations() {}

    /// Reads what an operator wrote.
    ///
    /// @throws IllegalArgumentException with a sentence that says what is allowed
    public static Duration parse(String text) {
        var form = FORM.matcher(text);
        if (!form.matches()) {
            throw new IllegalArgumentException(
                    "'%s' is not a length of time: write ms, s, m, h or d, such as 250ms, 10s, 2m"
                            .formatted(text));
        }
        String unit = form.group(2) == null ? "s" : form.group(2);
        long nanos =
                switch (unit) {
                    case "ms" -> 1_000_000L;
                    case "s" -> 1_000_000_000L;
                    case "m" -> 60_000_000_000L;
                    case "h" -> 3_600_000_000_000L;
                    case "d" -> 86_400_000_000_000L;
                    default -> throw new IllegalStateException("[BUG] unit " + unit);
                };
        var parts = new BigDecimal(form.group(1)).multiply(BigDecimal.valueOf(nanos));
        long seconds = parts.divideToIntegralValue(BigDecimal.valueOf(1_000_000_000L)).longValue();
        long rest = parts.remainder(BigDecimal.valueOf(1_000_000_000L)).longValue();
        return Duration.ofSeconds(seconds, rest);
    }

    /// The shorter of two.
    public static Duration min(Duration a, Duration b) {
        return a.compareTo(b) <= 0 ? a : b;
    }

    /// The longer of two.
    public static Duration max(Duration a, Duration b) {
        return a.compareTo(b) >= 0 ? a : b;
    }

    /// In seconds, for JSON.
    public static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }

    /// For people, in the unit that fits: `31 ms`, `2.4 s`, `7 min`, `3 h 12 min`, `5 d 4 h`.
    public static String words(Duration duration) {
        long millis = duration.toMillis();
        if (millis < 1000) {
            return millis + " ms";
        }
        long seconds = duration.toSeconds();
        if (seconds < 10) {
            return String.format(Locale.ROOT, "%.1f s", millis / 1000.0);
        }
        if (seconds < 120) {
            return seconds + " s";
        }
        long minutes = seconds / 60;
        if (minutes < 60) {
            return minutes + " min";
        }
        long hours = minutes / 60;
        return hours < 48
                ? hours + " h " + minutes % 60 + " min"
                : hours / 24 + " d " + hours % 24 + " h";
    }
}
