package dev.kidreaper.attribution;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RoutePatternTest {
    @ParameterizedTest
    @CsvSource({
        "/, /",
        "/leak, /leak",
        "/user/4711/report?day=3, /user/*/report",
        "/user/4711/, /user/*/",
        "/api/v2/items, /api/v2/items",
        "/api/v2/items/550e8400-e29b-41d4-a716-446655440000, /api/v2/items/*",
        "/blob/9f86d081884c7d65, /blob/*",
        "/2026/11/25/news, /*/*/*/news",
        "/day/2026-11-25, /day/*",
        "/file/report-2026.pdf, /file/report-*.pdf",
        "/img/IMG_20261125.jpg, /img/IMG_*.jpg",
        "/session/dGhpcyBpcyAxMjM0NQ==, /session/*",
        "/mail/mark@example.org, /mail/*",
        "/search/foo%20bar, /search/*",
        "/facade, /facade",
        "/defaced, /defaced",
        "/item7, /item7",
        "'', ''",
        "*, *"
    })
    void whatNamesOneThingIsFolded(String path, String folded) {
        assertThat(RoutePattern.of("GET", path)).isEqualTo("GET " + folded);
    }

    @ParameterizedTest
    @CsvSource({"100", "20000"})
    void aRouteIsBounded(int segments) {
        assertThat(RoutePattern.of("GET", "/ab".repeat(segments)).length()).isLessThan(300);
        assertThat(RoutePattern.of("GET", "/" + "a".repeat(segments)).length()).isLessThan(300);
        assertThat(RoutePattern.of("GET", "/" + "a1".repeat(segments)).length()).isLessThan(300);
    }
}
