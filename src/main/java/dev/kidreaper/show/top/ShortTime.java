package dev.kidreaper.show.top;

import java.time.Duration;

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
            return time.toHours() + "h" + twoDigits(time.toMinutesPart());
        }
        return time.toDays() < 100
                ? time.toDays() + "d" + twoDigits(time.toHoursPart()) + "h"
                : Math.min(time.toDays(), 99_999) + "d";
    }

    private static String twoDigits(int number) {
        return number < 10 ? "0" + number : Integer.toString(number);
    }
}
