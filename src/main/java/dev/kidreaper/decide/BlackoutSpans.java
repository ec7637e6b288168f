package dev.kidreaper.decide;

import dev.kidreaper.model.Blackout;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// When the blackouts of a week are, on the time line.
public final class BlackoutSpans {
    private BlackoutSpans() {}

    /// One of them, or several that touch.
    public record Span(Instant from, Instant to) {}

    /// All of them between two moments, the earliest first. What is outside is cut off.
    ///
    /// @param zone of the local clock by which they are meant
    public static List<Span> between(
            List<Blackout> blackouts, Instant from, Instant to, ZoneId zone) {
        var all = new ArrayList<Span>();
        LocalDate last = to.atZone(zone).toLocalDate();
        // The day before the first: one of its nights may not be over yet.
        LocalDate day = from.atZone(zone).toLocalDate().minusDays(1);
        for (; !day.isAfter(last); day = day.plusDays(1)) {
            for (Blackout one : blackouts) {
                if (one.days().contains(day.getDayOfWeek())) {
                    LocalDate end = one.to().isAfter(one.from()) ? day : day.plusDays(1);
                    all.add(
                            new Span(
                                    day.atTime(one.from()).atZone(zone).toInstant(),
                                    end.atTime(one.to()).atZone(zone).toInstant()));
                }
            }
        }
        return joined(all.stream().map(s -> within(s, from, to)).toList());
    }

    private static Span within(Span span, Instant from, Instant to) {
        return new Span(
                span.from.isBefore(from) ? from : span.from, span.to.isAfter(to) ? to : span.to);
    }

    private static List<Span> joined(List<Span> spans) {
        var joined = new ArrayList<Span>();
        spans.stream()
                .filter(s -> s.from.isBefore(s.to))
                .sorted(Comparator.comparing(Span::from))
                .forEach(s -> {
                    Span before = joined.isEmpty() ? null : joined.getLast();
                    if (before == null || s.from.isAfter(before.to)) {
                        joined.add(s);
                    } else if (s.to.isAfter(before.to)) {
                        joined.set(joined.size() - 1, new Span(before.from, s.to));
                    }
                });
        return joined;
    }
}
