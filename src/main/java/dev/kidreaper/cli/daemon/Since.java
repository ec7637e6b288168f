package dev.kidreaper.cli.daemon;

import dev.kidreaper.config.Amounts;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// A time in the past as an operator writes it: how long ago (`1h30m`), a time of today (`09:30`),
/// a date, with a time or without (`2026-11-29 09:30`), or RFC 3339.
final class Since {
    private Since() {}

    /// That time.
    ///
    /// @param now with the zone of times that name none
    /// @throws IllegalArgumentException with a sentence that says what is allowed
    static Instant parse(String text, ZonedDateTime now) {
        String clean = text.strip().replace(' ', 'T');
        ZoneId zone = now.getZone();
        List<Function<String, Instant>> forms =
                List.of(
                        t -> now.toInstant().minus(Amounts.duration(text.strip())),
                        t -> LocalTime.parse(t).atDate(now.toLocalDate()).atZone(zone).toInstant(),
                        t -> LocalDateTime.parse(t).atZone(zone).toInstant(),
                        t -> LocalDate.parse(t).atStartOfDay(zone).toInstant(),
                        t -> OffsetDateTime.parse(t).toInstant());
        return forms.stream()
                .flatMap(form -> read(form, clean).stream())
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException(
                                ("'%s' is not a time: write how long ago, such as 1h, or a time,"
                                                + " such as 09:30 or \"2026-11-29 09:30\"")
                                        .formatted(text)));
    }

    /// The same, but never later than now: a time alone that is still to come today is meant of
    /// yesterday.
    ///
    /// @throws IllegalArgumentException as above, and for what is still to come
    static Instant past(String text, ZonedDateTime now) {
        Instant at = parse(text, now);
        boolean timeAlone = text.strip().matches("[0-9]{1,2}:[0-9]{2}(:[0-9]{2})?");
        if (at.isAfter(now.toInstant()) && timeAlone) {
            return parse(text, now.minusDays(1));
        }
        if (at.isAfter(now.toInstant())) {
            throw new IllegalArgumentException("'" + text + "' is still to come");
        }
        return at;
    }

    private static Optional<Instant> read(Function<String, Instant> form, String text) {
        try {
            return Optional.of(form.apply(text));
        } catch (IllegalArgumentException | DateTimeParseException e) {
            return Optional.empty(); // It has another form.
        }
    }
}
