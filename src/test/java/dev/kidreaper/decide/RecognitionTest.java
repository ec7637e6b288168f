package dev.kidreaper.decide;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecognitionTest {
    @ParameterizedTest
    @CsvSource({
        "perl-fcgi-pm, fcgi-procmanager",
        "perl-fcgi-pm [MyApp], fcgi-procmanager",
        "php-fpm: master process (/etc/php/8.2/fpm/php-fpm.conf), php-fpm",
        "perl-fcgi, unknown",
        "perl, unknown",
        "/usr/bin/perl-fcgi-pm, unknown",
        "'', unknown"
    })
    void byTitle(String title, String profile) {
        assertThat(Recognition.of(title).name()).isEqualTo(profile);
    }
}
