package dev.kidreaper.show.top;

import java.time.Duration;
import java.util.Locale;

/// A length of time in at most six columns: `41s`, `7m`, `2h41`, `5d04h`, `120d`.
final class ShortTime {
    private ShortTime() {}

    /// That length; `-` where it is not known.
    ///
    /// @param seconds negative or not a number: not known
    static String of(double seconds) {
        if (!(seconds >= 0)) {
            return "-";
        }
        Duration time = Duration.ofSeconds(Math.round(Math.min(seconds, 1e10)));
        if (time.toSeconds() < 100) {
            return time.toSeconds() + "s";
        }
        if (time.toMinutes() < 100) {
            return time.toMinutes() + "m";
        }
        if (time.toHours() < 48) {
            return String.format(Locale.ROOT, "%dh%02d", time.toHours(), time.toMinutesPart());
        }
        return time.toDays() < 100
                ? String.format(Locale.ROOT, "%dd%02dh", time.toDays(), time.toHoursPart())
                : Math.min(time.toDays(), 99_999) + "d";
    }
}
