package dev.kidreaper.attribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.kidreaper.model.ProcessId;
import dev.kidreaper.model.RouteGrowth;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Seeded sites with twenty routes: is the one that leaks named first, and no innocent one?
class AttributionTest {
    private static final int SEEDS = 40;
    private static final int REQUESTS = 2000;

    private static List<Site> leaking() {
        return Site.leaking();
    }

    /// A mean and a spread follow from them, also over several hosts.
    @Test
    void theSumsOfARouteAreThoseOfItsRequests() {
        var attribution = new Attribution();
        var worker = new ProcessId(1, 1);
        attribution.add("GET", "/a", worker, 1000, 1300);
        attribution.add("GET", "/a", worker, 1300, 1200);
        attribution.add("GET", "/b", worker, 1200, 1200);
        assertThat(attribution.table())
                .filteredOn(r -> r.route().equals("GET /a"))
                .singleElement()
                .satisfies(r ->
                        assertThat(r.sums()).isEqualTo(new RouteGrowth.Sums(300, 100, 100_000)));
    }

    @ParameterizedTest
    @MethodSource("leaking")
    void theLeakingRouteIsNamedFirst(Site site) {
        Score score = score(site);
        assertThat(score.first()).as("named first in %s", site).isGreaterThanOrEqualTo(95);
        assertThat(score.innocent()).as("innocent routes named in %s", site).isLessThan(2);
    }

    /// In per cent of the seeds.
    ///
    /// @param first how often the leaking route was named first
    /// @param standsOut how often it was said to stand out
    /// @param innocent how often another one was said to stand out
    private record Score(double first, double standsOut, double innocent) {}

    private static Score score(Site site) {
        List<List<RouteGrowth>> tables = tables(site, SEEDS);
        var score =
                new Score(
                        share(tables, table -> isLeak(table.getFirst())),
                        share(tables, table -> named(table).anyMatch(AttributionTest::isLeak)),
                        share(tables, table -> !named(table).allMatch(AttributionTest::isLeak)));
        System.out.printf("%s: %s%n", site, score);
        return score;
    }

    private static double share(
            List<List<RouteGrowth>> tables, Predicate<List<RouteGrowth>> which) {
        return tables.stream().filter(which).count() * 100.0 / tables.size();
    }

    private static boolean isLeak(RouteGrowth row) {
        return row.route().equals(Site.LEAK);
    }

    private static Stream<RouteGrowth> named(List<RouteGrowth> table) {
        return table.stream().filter(RouteGrowth::standsOut);
    }

    /// What is known after the requests of each seed; the seeds are independent, so all processors
    /// take part.
    private static List<List<RouteGrowth>> tables(Site site, int seeds) {
        return IntStream.range(0, seeds)
                .parallel()
                .mapToObj(seed -> {
                    var attribution = new Attribution();
                    site.run(seed, REQUESTS, attribution);
                    return attribution.table();
                })
                .toList();
    }

    @ParameterizedTest
    @EnumSource(Site.Noise.class)
    void nobodyIsAccusedWhereNothingLeaks(Site.Noise noise) {
        long accused =
                tables(Site.innocent(noise), SEEDS * 3).stream()
                        .filter(table -> named(table).findAny().isPresent())
                        .count();
        System.out.printf("%s: %d of %d accused%n", noise, accused, SEEDS * 3);
        assertThat(accused).isLessThanOrEqualTo(SEEDS * 3 / 100);
    }

    @Test
    void whatIsGivenBackWasNoGrowth() {
        var attribution = new Attribution();
        var worker = Site.worker(1);
        for (int i = 0; i < 1000; i++) {
            long level = i % 2 == 0 ? 50 << 20 : 51 << 20;
            attribution.add(
                    "GET", i % 2 == 0 ? "/spike" : "/ok", worker, level, (101 << 20) - level);
        }
        assertThat(attribution.sentence()).isEqualTo("no route stands out");
    }

    /// A block of one size is held while another route leaks one of another size, then it is freed.
    @Test
    void whatIsFreedIsTheBlockOfItsSize() {
        var attribution = new Attribution();
        String[] paths = {"/hold", "/leak", "/free"};
        long[] grows = {200 << 10, 300 << 10, -200 << 10};
        long level = 50 << 20;
        for (int i = 0; i < 900; i++) {
            long after = level + grows[i % 3];
            attribution.add("GET", paths[i % 3], Site.worker(1), level, after);
            level = after;
        }
        assertThat(attribution.table().getFirst().route()).isEqualTo("GET /leak");
        assertThat(attribution.table().getFirst().bytesPerRequest())
                .isCloseTo(300 << 10, withinPercentage(2));
    }

    @Test
    void itIsBounded() {
        var attribution = new Attribution();
        for (int i = 0; i < 100_000; i++) {
            String path = "/" + Integer.toString(i, 36).replaceAll("[0-9]", "z");
            attribution.add("GET", path, Site.worker(1 + i % 3000), i, i + 1);
        }
        assertThat(attribution.table()).hasSizeLessThanOrEqualTo(401);
    }
}
