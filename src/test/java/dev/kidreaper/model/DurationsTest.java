package dev.kidreaper.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "10, 10000",
        "10s, 10000",
        "0.5s, 500",
        "250ms, 250",
        "2m, 120000",
        "1.5h, 5400000",
        "1d, 86400000",
        "1h30m, 5400000",
        "1h 30m, 5400000",
        "1m0.5s, 60500",
        "2d3h4m5s6ms, 183845006",
        "10min, 600000",
        "5 s, 5000",
        "5sec, 5000",
        "2 hours, 7200000"
    })
    void readsWhatOperatorsWrite(String text, long millis) {
        assertThat(Durations.parse(text)).isEqualTo(Duration.ofMillis(millis));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "s",
                "-1s",
                "1s ",
                "1w",
                "1e3s",
                "10S",
                "99999999999s",
                "PT1S",
                "30m1h",
                "1m30"
            })
    void refusesWhatIsNone(String text) {
        assertThatThrownBy(() -> Durations.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("250ms, 10s, 2m");
    }

    @ParameterizedTest
    @CsvSource({
        "31, 31 ms",
        "2400, 2.4 s",
        "65000, 65 s",
        "420000, 7 min",
        "11520000, 3 h 12 min",
        "446400000, 5 d 4 h"
    })
    void saysItInTheUnitThatFits(long millis, String words) {
        assertThat(Durations.words(Duration.ofMillis(millis))).isEqualTo(words);
    }
}
