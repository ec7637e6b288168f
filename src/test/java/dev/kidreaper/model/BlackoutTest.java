package dev.kidreaper.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDateTime;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BlackoutTest {
    /// 2026-11-23 is a Monday.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    Mon-Fri 09:00-09:30 | 2026-11-23T08:59:59 | false
                    Mon-Fri 09:00-09:30 | 2026-11-23T09:00:00 | true
                    Mon-Fri 09:00-09:30 | 2026-11-27T09:29:59 | true
                    Mon-Fri 09:00-09:30 | 2026-11-27T09:30:00 | false
                    Mon-Fri 09:00-09:30 | 2026-11-28T09:10:00 | false
                    Sat,Sun 00:00-24:00 | 2026-11-28T23:59:59 | true
                    Sat,Sun 00:00-24:00 | 2026-11-30T00:00:00 | false
                    Sat 22:00-06:00     | 2026-11-28T21:59:59 | false
                    Sat 22:00-06:00     | 2026-11-28T22:00:00 | true
                    Sat 22:00-06:00     | 2026-11-29T05:59:59 | true
                    Sat 22:00-06:00     | 2026-11-29T06:00:00 | false
                    Sat 22:00-06:00     | 2026-11-28T03:00:00 | false
                    22:00-06:00         | 2026-11-25T03:00:00 | true
                    Fri-Mon 12:00-13:00 | 2026-11-29T12:30:00 | true
                    Fri-Mon 12:00-13:00 | 2026-11-24T12:30:00 | false
                    Sat 22:00-24:00     | 2026-11-28T23:30:00 | true
                    Sat 22:00-24:00     | 2026-11-29T00:00:00 | false
                    """)
    void knowsItsTime(String text, LocalDateTime moment, boolean within) {
        assertThat(Blackout.parse(text).contains(moment)).isEqualTo(within);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    mon-FRI 09:00 - 09:30    | Mon-Fri 09:00-09:30
                    Sat,Sun 00:00-24:00      | Sat,Sun 00:00-24:00
                    Mon,Wed-Fri 22:00-06:00  | Mon,Wed-Fri 22:00-06:00
                    Mon-Sun 22:00-06:00      | 22:00-06:00
                    Fri-Mon 12:00-13:00      | Mon,Fri-Sun 12:00-13:00
                    """)
    void isSaidAsAnOperatorWritesIt(String text, String said) {
        assertThat(Blackout.parse(text)).hasToString(said);
        assertThat(Blackout.parse(said)).isEqualTo(Blackout.parse(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Mon",
                "09:00",
                "9:00-10:00",
                "Mon 09:00-25:00",
                "Mon 09:60-10:00",
                "Mon 24:30-10:00",
                "Mon 24:00-10:00",
                "Mon 09:00-09:00",
                "Mo 09:00-10:00",
                "Mon-Tue-Wed 09:00-10:00",
                "Mon, 09:00-10:00",
                "Montag 09:00-10:00",
                "Mon09:00-10:00"
            })
    void refusesWhatIsNoTimeOfTheWeek(String text) {
        assertThatThrownBy(() -> Blackout.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageMatching(".*(Mon|00:00).*");
    }
}
