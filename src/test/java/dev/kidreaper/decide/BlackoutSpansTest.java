package dev.kidreaper.decide;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.decide.BlackoutSpans.Span;
import dev.kidreaper.model.Blackout;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class BlackoutSpansTest {
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    private static List<Span> of(String from, String to, String... blackouts) {
        return BlackoutSpans.between(
                Arrays.stream(blackouts).map(Blackout::parse).toList(),
                Instant.parse(from),
                Instant.parse(to),
                BERLIN);
    }

    private static Span span(String from, String to) {
        return new Span(Instant.parse(from), Instant.parse(to));
    }

    /// 2026-11-27 is a Friday; Berlin is an hour ahead.
    @Test
    void theHoursOfTheDaysThatAreMeant() {
        assertThat(of("2026-11-27T00:00:00Z", "2026-11-30T12:00:00Z", "Mon-Fri 09:00-09:30"))
                .containsExactly(
                        span("2026-11-27T08:00:00Z", "2026-11-27T08:30:00Z"),
                        span("2026-11-30T08:00:00Z", "2026-11-30T08:30:00Z"));
        assertThat(of("2026-11-27T00:00:00Z", "2026-11-27T08:00:00Z", "Mon-Fri 09:00-09:30"))
                .isEmpty();
        assertThat(of("2026-11-27T00:00:00Z", "2026-11-30T12:00:00Z")).isEmpty();
    }

    @Test
    void aNightThatBeganTheDayBeforeIsCutOffAtTheEdges() {
        assertThat(of("2026-11-27T01:00:00Z", "2026-11-27T22:00:00Z", "22:00-06:00"))
                .containsExactly(
                        span("2026-11-27T01:00:00Z", "2026-11-27T05:00:00Z"),
                        span("2026-11-27T21:00:00Z", "2026-11-27T22:00:00Z"));
    }

    @Test
    void thoseThatTouchAreOne() {
        assertThat(of("2026-11-27T12:00:00Z", "2026-11-30T12:00:00Z", "Sat,Sun 00:00-24:00"))
                .containsExactly(span("2026-11-27T23:00:00Z", "2026-11-29T23:00:00Z"));
    }

    /// On 2026-03-29 the clock goes from 02:00 to 03:00.
    @Test
    void theLocalClockMayJump() {
        assertThat(of("2026-03-29T00:00:00Z", "2026-03-29T12:00:00Z", "01:30-04:00"))
                .containsExactly(span("2026-03-29T00:30:00Z", "2026-03-29T02:00:00Z"));
    }
}
