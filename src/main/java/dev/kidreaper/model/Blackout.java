package dev.kidreaper.model;

import java.time.DayOfWeek;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A time of the week, by the local clock, in which nothing is recycled: `Mon-Fri 09:00-09:30`,
/// `Sat,Sun 00:00-24:00`, `22:00-06:00` (every day, until the next morning).
///
/// @param days on which it begins
/// @param from its first minute
/// @param to the minute at which it is over, the next day if not after `from`; `00:00` is midnight
public record Blackout(Set<DayOfWeek> days, LocalTime from, LocalTime to) {
    private static final Pattern FORM =
            Pattern.compile(
                    "(?:([A-Za-z,-]{1,40})\\s+)?(\\d{2}):(\\d{2})\\s*-\\s*(\\d{2}):(\\d{2})");

    public Blackout {
        if (days.isEmpty()) {
            throw new IllegalArgumentException("a blackout has a day");
        }
        days = Set.copyOf(days);
        if (from.equals(to) && !from.equals(LocalTime.MIDNIGHT)) {
            throw new IllegalArgumentException(
                    "a blackout that ends when it begins: for a whole day write 00:00-24:00");
        }
    }

    /// Reads what an operator wrote.
    ///
    /// @throws IllegalArgumentException with a sentence that says what is allowed
    public static Blackout parse(String text) {
        var form = FORM.matcher(text);
        if (!form.matches()) {
            throw new IllegalArgumentException(
                    ("'%s' is not a time of the week: write days and hours, such as Mon-Fri"
                                    + " 09:00-09:30, Sat,Sun 00:00-24:00 or 22:00-06:00")
                            .formatted(text));
        }
        int from = minute(form.group(2), form.group(3));
        int to = minute(form.group(4), form.group(5));
        if (from == 24 * 60 || (from == to)) {
            throw new IllegalArgumentException(
                    "'%s' ends when it begins: for a whole day write 00:00-24:00".formatted(text));
        }
        return new Blackout(days(form.group(1)), time(from), time(to));
    }

    /// Whether that moment of the local clock is in it.
    public boolean contains(LocalDateTime moment) {
        LocalTime time = moment.toLocalTime();
        DayOfWeek today = moment.getDayOfWeek();
        boolean overnight = !to.isAfter(from);
        if (!overnight) {
            return days.contains(today) && !time.isBefore(from) && time.isBefore(to);
        }
        return (days.contains(today) && !time.isBefore(from))
                || (days.contains(today.minus(1)) && time.isBefore(to));
    }

    private static int minute(String hours, String minutes) {
        int hour = Integer.parseInt(hours);
        int minute = Integer.parseInt(minutes);
        if (minute > 59 || hour > 24 || (hour == 24 && minute > 0)) {
            throw new IllegalArgumentException(
                    "'%s:%s' is not a time of day: write one from 00:00 to 24:00"
                            .formatted(hours, minutes));
        }
        return hour * 60 + minute;
    }

    private static LocalTime time(int minute) {
        return LocalTime.MIDNIGHT.plusMinutes(minute); // 24:00 is the next midnight
    }

    private static Set<DayOfWeek> days(@Nullable String text) {
        if (text == null) {
            return EnumSet.allOf(DayOfWeek.class);
        }
        var days = EnumSet.noneOf(DayOfWeek.class);
        for (String part : text.split(",", -1)) {
            String[] ends = part.split("-", -1);
            if (ends.length > 2) {
                throw noDays(text);
            }
            DayOfWeek last = day(ends[ends.length - 1], text);
            for (DayOfWeek day = day(ends[0], text); day != last; day = day.plus(1)) {
                days.add(day);
            }
            days.add(last);
        }
        return days;
    }

    private static DayOfWeek day(String name, String text) {
        return Arrays.stream(DayOfWeek.values())
                .filter(d -> shortName(d).equalsIgnoreCase(name))
                .findFirst()
                .orElseThrow(() -> noDays(text));
    }

    private static IllegalArgumentException noDays(String text) {
        return new IllegalArgumentException(
                ("'%s' are not days: write Mon, Tue, Wed, Thu, Fri, Sat, Sun, such as Mon-Fri or"
                                + " Sat,Sun")
                        .formatted(text));
    }

    private static String shortName(DayOfWeek day) {
        return day.name().charAt(0) + day.name().substring(1, 3).toLowerCase(Locale.ROOT);
    }

    /// As an operator writes it: `Mon-Fri 09:00-09:30`.
    @Override
    public String toString() {
        String end = to.equals(LocalTime.MIDNIGHT) ? "24:00" : to.toString();
        String hours = "%s-%s".formatted(from, end);
        if (days.size() == DayOfWeek.values().length) {
            return hours;
        }
        var parts = new ArrayList<String>();
        for (DayOfWeek first : new TreeSet<>(days)) {
            if (first == DayOfWeek.MONDAY || !days.contains(first.minus(1))) {
                DayOfWeek last = first;
                while (last != DayOfWeek.SUNDAY && days.contains(last.plus(1))) {
                    last = last.plus(1);
                }
                parts.add(range(first, last));
            }
        }
        return String.join(",", parts) + " " + hours;
    }

    private static String range(DayOfWeek first, DayOfWeek last) {
        return first == last
                ? shortName(first)
                : shortName(first) + (last == first.plus(1) ? "," : "-") + shortName(last);
    }
}
