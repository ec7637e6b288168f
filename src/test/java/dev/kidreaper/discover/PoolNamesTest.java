package dev.kidreaper.discover;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

/// What pools that were found are called.
class PoolNamesTest {
    @Test
    void aServiceGivesItsName() {
        assertThat(PoolNames.of("gunicorn", "/usr/bin/python3.11", "blog.service"))
                .isEqualTo("blog");
    }

    @Test
    void phpFpmIsCalledAsDebiansServiceIs() {
        assertThat(PoolNames.of("php-fpm", "/usr/sbin/php-fpm8.2", null)).isEqualTo("php8.2-fpm");
    }

    @Test
    void allOthersAreCalledByTheirKind() {
        assertThat(PoolNames.of("php-fpm", "/opt/php/sbin/php-fpm", null)).isEqualTo("php-fpm");
        assertThat(PoolNames.of("puma", "", null)).isEqualTo("puma");
    }

    @Test
    void twoOfOneNameAreToldApartByTheirPids() {
        assertThat(PoolNames.apart(Map.of(5, "puma", 7, "gunicorn", 9, "puma")))
                .isEqualTo(Map.of(5, "puma-5", 7, "gunicorn", 9, "puma-9"));
    }
}
