package dev.kidreaper.cli.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.ZonedDateTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SinceTest {
    private static final ZonedDateTime NOW = ZonedDateTime.parse("2026-11-29T10:00:00+01:00");

    @ParameterizedTest
    @CsvSource({
        "1h30m, 2026-11-29T07:30:00Z",
        "90, 2026-11-29T08:58:30Z",
        "09:30, 2026-11-29T08:30:00Z",
        "2026-11-28, 2026-11-27T23:00:00Z",
        "2026-11-28 09:30, 2026-11-28T08:30:00Z",
        "2026-11-28T09:30:00Z, 2026-11-28T09:30:00Z",
    })
    void aTimeIsWrittenAsPeopleWriteIt(String text, String expected) {
        assertThat(Since.parse(text, NOW)).isEqualTo(Instant.parse(expected));
    }

    @ParameterizedTest
    @CsvSource({
        "09:30, 2026-11-29T08:30:00Z",
        "23:10, 2026-11-28T22:10:00Z",
        "2h, 2026-11-29T07:00:00Z",
    })
    void thePastIsBeforeNow(String text, String expected) {
        assertThat(Since.past(text, NOW)).isEqualTo(Instant.parse(expected));
        assertThatThrownBy(() -> Since.past("2026-11-30 01:00", NOW))
                .hasMessageContaining("is still to come");
    }

    @Test
    void whatIsNoTimeIsRefusedWithExamples() {
        assertThatThrownBy(() -> Since.parse("yesterday", NOW))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'yesterday'")
                .hasMessageContaining("09:30");
    }
}
