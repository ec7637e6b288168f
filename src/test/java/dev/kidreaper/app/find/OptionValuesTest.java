package dev.kidreaper.app.find;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OptionValuesTest {
    @ParameterizedTest
    @CsvSource({
        "watch --config a.toml, a.toml",
        "watch --config=a.toml, a.toml",
        "watch -c a.toml --socket s, a.toml",
        "watch -ca.toml, a.toml",
        "watch -c=a.toml, a.toml",
        "run --name c -- php-fpm -c php.ini, ",
        "watch --configuration x, ",
        "watch -c, "
    })
    void allWaysOfWritingAnOptionAreKnown(String words, String value) {
        assertThat(OptionValues.of(List.of(words.split(" ", -1)), "--config", "-c"))
                .isEqualTo(value == null ? List.of() : List.of(value));
    }
}
