package dev.kidreaper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlainWordsTest {
    private static @Nullable PlainWords of(String line) {
        return PlainWords.of(line.split(" ", -1));
    }

    @Test
    void whatIsAskedMostNeedsNoParser() {
        assertThat(of("ps")).isEqualTo(new PlainWords("ps", null, false, Map.of()));
        assertThat(of("ps php8.2-fpm/www --json"))
                .isEqualTo(new PlainWords("ps", "php8.2-fpm/www", true, Map.of()));
        assertThat(of("ps --pidfile /run/a.pid"))
                .isEqualTo(new PlainWords("ps", null, false, Map.of("--pidfile", "/run/a.pid")));
        assertThat(of("status web --socket /run/s"))
                .isEqualTo(new PlainWords("status", "web", false, Map.of("--socket", "/run/s")));
    }

    /// The parser also has the words for what is wrong.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "ps --help",
                "ps -h",
                "ps --limit 5M",
                "ps --pid",
                "ps --pid -5",
                "ps --pid=5",
                "ps --pid 5 --pid 6",
                "ps one two",
                "ps @words",
                "ps --socket /run/s",
                "status --pid 5",
                "status --jsn",
                "reap 5",
                "p\u00e4",
                "ps p\u00e4",
                "--version",
                ""
            })
    void allElseIsForTheParser(String line) {
        assertThat(of(line)).isNull();
    }

    @Test
    void withoutAnyWordToo() {
        assertThat(PlainWords.of(new String[0])).isNull();
    }
}
