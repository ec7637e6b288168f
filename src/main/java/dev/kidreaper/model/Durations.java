package dev.kidreaper.model;

import java.time.Duration;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Lengths of time as operators write them: `10s`, `250ms`, `0.5s`, `2m`, `12h`, `1d`, `1h30m`,
/// `10min`; a bare number is seconds.
public final class Durations {
    private static final String NUMBER = "(\\d{1,9}(?:\\.\\d{1,9})?)";
    private static final Pattern BARE = Pattern.compile(NUMBER);

    /// The units, the largest first: a time of several parts has them in this order.
    private static final Pattern FORM =
            Pattern.compile(
                    Stream.of(
                                    "d(?:ays?)?",
                                    "h(?:ours?)?",
                                    "m(?:in(?:ute)?s?)?",
                                    "s(?:ec(?:ond)?s?)?",
                                    "ms")
                            .map(unit -> "(?:" + NUMBER + " ?" + unit + " ?)?")
                            .collect(Collectors.joining()));

    /// Milliseconds in each of these units.
    private static final long[] MILLIS = {86_400_000, 3_600_000, 60_000, 1_000, 1};

    private Durations() {}

    /// Reads what an operator wrote.
    ///
    /// @throws IllegalArgumentException with a sentence that says what is allowed
    public static Duration parse(String text) {
        if (BARE.matcher(text).matches()) {
            return duration(text, 1_000);
        }
        var form = FORM.matcher(text);
        if (text.isEmpty() || text.endsWith(" ") || !form.matches()) {
            throw new IllegalArgumentException(
                    ("'%s' is not a length of time: write ms, s, m, h or d, such as 250ms, 10s, 2m,"
                                    + " 1h30m")
                            .formatted(text));
        }
        Duration sum = Duration.ZERO;
        for (int unit = 0; unit < MILLIS.length; unit++) {
            String number = form.group(unit + 1);
            sum = number == null ? sum : sum.plus(duration(number, MILLIS[unit]));
        }
        return sum;
    }

    /*
     * Without BigDecimal and what of Duration uses it: to set that up takes 20 ms, at each start.
     */
    private static Duration duration(String number, long unit) {
        int point = number.indexOf('.');
        long whole = Long.parseLong(point < 0 ? number : number.substring(0, point));
        String part = point < 0 ? "0" : number.substring(point + 1);
        long billionths = Long.parseLong(part + "0".repeat(9 - part.length()));
        return Duration.ofMillis(whole * unit).plusNanos(billionths * unit / 1000);
    }

    /// The shorter of two.
    public static Duration min(Duration a, Duration b) {
        return a.compareTo(b) <= 0 ? a : b;
    }

    /// The longer of two.
    public static Duration max(Duration a, Duration b) {
        return a.compareTo(b) >= 0 ? a : b;
    }

    /// In seconds, for JSON: to the millisecond.
    public static double seconds(Duration duration) {
        return Math.round(duration.toNanos() / 1e6) / 1e3;
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
