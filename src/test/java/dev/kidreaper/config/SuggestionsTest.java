package dev.kidreaper.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SuggestionsTest {
    @ParameterizedTest
    @CsvSource({
        "pidfile, pidfile, 0",
        "pidfiel, pidfile, 1",
        "limt, limit, 1",
        "'', abc, 3",
        "kitten, sitting, 3"
    })
    void countsLetters(String from, String to, int distance) {
        assertThat(Suggestions.distance(from, to)).isEqualTo(distance);
        assertThat(Suggestions.distance(to, from)).isEqualTo(distance);
    }

    @Test
    void findsTheNearest() {
        var known = List.of("pid", "pidfile", "pause", "kill-after");
        assertThat(Suggestions.nearest("pid-file", known)).contains("pidfile");
        assertThat(Suggestions.nearest("KILL_AFTER", known)).contains("kill-after");
        assertThat(Suggestions.nearest("px", known)).isEmpty();
        assertThat(Suggestions.nearest("x".repeat(1_000_000), known)).isEmpty();
    }

    @Test
    void keepsToOneLine() {
        assertThat(Suggestions.onOneLine("a\nb\u001b\u2028c", 100))
                .isEqualTo("a\\u000ab\\u001b\\u2028c");
        assertThat(Suggestions.onOneLine("abcdef", 3)).isEqualTo("abc…");
    }
}
