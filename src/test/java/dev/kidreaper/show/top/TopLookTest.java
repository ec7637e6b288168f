package dev.kidreaper.show.top;

import static org.assertj.core.api.Assertions.assertThat;

import org.jline.utils.WCWidth;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TopLookTest {
    @Test
    void whatIsTakenForNarrowIsSo() {
        for (char c = ' '; c < Character.MIN_SURROGATE; c++) {
            if (!TopLook.mayBeWide(c)) {
                assertThat(WCWidth.wcwidth(c)).as("%04x", (int) c).isLessThan(2);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "ab, true, '   ab'",
        "ab, false, 'ab   '",
        "abcdefg, true, abcd…",
        "日本, true, ' 日本'",
        "日本語, false, '日本…'"
    })
    void aCellHasItsWidth(String text, boolean right, String cell) {
        assertThat(new TopLook(false, true).cell(text, 5, right)).isEqualTo(cell);
    }
}
