package dev.kidreaper.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kidreaper.model.CommandPattern.Found;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandPatternTest {
    @ParameterizedTest
    @CsvSource({
        "myapp, /usr/bin/perl /srv/myapp.pl, YES",
        "^/usr/bin/perl .*myapp, /usr/bin/perl /srv/myapp.pl, YES",
        "^myapp, /usr/bin/perl /srv/myapp.pl, NO",
        "MYAPP, /usr/bin/perl /srv/myapp.pl, NO",
        "master$, php-fpm: master, YES"
    })
    void isFoundAnywhere(String regex, String commandLine, Found found) {
        assertThat(CommandPattern.parse(regex).in(commandLine)).isEqualTo(found);
    }

    /// Command lines are written by anybody: none may make us think for long, or overflow.
    @ParameterizedTest
    @ValueSource(strings = {"(a+)+b", "(a|a)+b", "(a*)*b", "(?:a|aa)+b", "(.*)(.*)(.*)(.*)b"})
    void givesUpWhereItWouldTakeForever(String regex) {
        var pattern = CommandPattern.parse(regex);
        long begun = System.nanoTime();
        pattern.in("a".repeat(100_000));
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(20));
    }

    @Test
    void saysThatItGaveUp() {
        assertThat(CommandPattern.parse("(x+x+)+y").in("x".repeat(4000)))
                .isEqualTo(Found.TOO_COSTLY);
    }

    @ParameterizedTest
    @CsvSource({
        "'', is found in every command line",
        ".*, is found in every command line",
        "'(a', is not a regular expression",
        "'a{2,1}', is not a regular expression"
    })
    void refusesWhatFindsNobodyInParticular(String regex, String says) {
        assertThatThrownBy(() -> CommandPattern.parse(regex))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(says);
    }

    @Test
    void isShort() {
        assertThatThrownBy(() -> CommandPattern.parse("a".repeat(257)))
                .hasMessageContaining("at most 256");
        assertThat(CommandPattern.parse("a b")).isEqualTo(CommandPattern.parse("a b"));
        assertThat(CommandPattern.parse("a b")).hasSameHashCodeAs(CommandPattern.parse("a b"));
    }
}
