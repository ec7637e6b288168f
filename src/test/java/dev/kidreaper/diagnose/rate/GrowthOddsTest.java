package dev.kidreaper.diagnose.rate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

/// Whether growth goes on: of workers whose every request is known.
class GrowthOddsTest {
    private static final int WORKERS = 3;
    private static final int PARTS = 20;
    private static final double BYTES = 5000;

    /// A leak at each request; the steps are as even as the requests.
    @Test
    void aLeakAtEachOfManyRequestsIsNoCache() {
        assertThat(odds(1000, asked -> asked, 0.1).ends()).isLessThan(GrowthOdds.MAYBE);
        assertThat(odds(1000, asked -> asked, 0.1).goesOn()).isTrue();
    }

    @Test
    void whatSlowsDownAsACacheOfItsKeysIsNoLeak() {
        for (double keys : new double[] {50, 200, 600}) {
            DoubleUnaryOperator cache = asked -> keys * (1 - Math.exp(-asked / keys));
            assertThat(odds(1000, cache, 1).ends()).isGreaterThan(GrowthOdds.SURELY);
        }
        var unequal = new UnequalKeys(400);
        assertThat(odds(1000, unequal::known, 1).ends()).isGreaterThan(GrowthOdds.SURELY);
    }

    /// In twenty requests nearly every cache grows as evenly as a leak.
    @Test
    void inFewRequestsBothMayBe() {
        DoubleUnaryOperator cache = asked -> 2000 * (1 - Math.exp(-asked / 2000));
        for (DoubleUnaryOperator grown : List.<DoubleUnaryOperator>of(asked -> asked, cache)) {
            GrowthOdds odds = odds(20, grown, 1);
            assertThat(odds.ends()).isBetween(GrowthOdds.MAYBE, GrowthOdds.SURELY);
            assertThat(odds.isOpen()).isTrue();
            assertThat(odds.timesToTell()).isGreaterThan(5);
        }
    }

    /// Fewer requests take longer until they tell.
    @Test
    void theTimeUntilItIsToldFallsWithTheLoad() {
        assertThat(odds(20, asked -> asked, 1).timesToTell())
                .isGreaterThan(odds(200, asked -> asked, 1).timesToTell());
    }

    /// In 150 requests a cache of a thousand keys hardly slows down. Of entries of 5 KB it would be
    /// full with 5 MB; of entries of 100 KB it would take 100 MB in each worker.
    @Test
    void aCacheThatWouldNeedVeryMuchMemoryIsLessUsual() {
        GrowthOdds small = odds(150, asked -> asked, 0.5, BYTES);
        assertThat(small.ends()).isGreaterThan(GrowthOdds.MAYBE);
        assertThat(small.endsSomewhere()).isCloseTo(small.ends(), withinPercentage(10));
        GrowthOdds large = odds(150, asked -> asked, 0.5, 20 * BYTES);
        assertThat(large.ends()).isLessThan(small.ends() / 2);
        double unknown = odds(150, asked -> asked, 0.5).ends();
        assertThat(large.endsSomewhere()).isCloseTo(unknown, withinPercentage(1));
        // However large: what slows down is a cache.
        DoubleUnaryOperator cache = asked -> 200 * (1 - Math.exp(-asked / 200));
        assertThat(odds(1000, cache, 1, 100 * BYTES).ends()).isGreaterThan(GrowthOdds.SURELY);
    }

    /// By pages too: who got twice as much before as its present rate explains fills a cache
    /// rather. A leak got as much as its age explains.
    @Test
    void whatAWorkerHadBeforeTellsByPagesToo() {
        double unknown = withBefore(-1).ends();
        // Three times the work of the observation, at its rate; a quarter of a megabyte was loaded.
        double leak = withBefore(3 * 60 * 20_000 + (256 << 10)).ends();
        assertThat(leak).isLessThan(unknown);
        // The same work, and twice as much memory.
        assertThat(withBefore(2 * 3 * 60 * 20_000).ends()).isGreaterThan(unknown);
    }

    /// Sixty pieces of 20 KB evenly in sixty requests, of workers that had served thrice as many.
    ///
    /// @param bytes that each had before; less than 0 if unknown
    private static GrowthOdds withBefore(double bytes) {
        var workers = new ArrayList<GrowthLife>();
        for (int w = 0; w < WORKERS; w++) {
            var parts = new ArrayList<GrowthPart>();
            if (bytes >= 0) {
                parts.add(new GrowthPart(-3, 0, bytes));
            }
            for (int p = 0; p < PARTS; p++) {
                double to = (p + 1.0) / PARTS;
                parts.add(new GrowthPart((double) p / PARTS, to, 60.0 * 20_000 / PARTS));
            }
            workers.add(new GrowthLife(3, parts));
        }
        return GrowthOdds.of(workers, 20_000, 60, true, Entries.of(0, Setups.OF_PAGES));
    }

    @Test
    void unequalKeysBecomeKnownOneAfterTheOther() {
        int keys = 300;
        var unequal = new UnequalKeys(keys);
        double sum = 0;
        for (int k = 1; k <= keys; k++) {
            sum += 1.0 / k;
        }
        for (double asked : new double[] {10, 100, 1000}) {
            double known = 0;
            for (int k = 1; k <= keys; k++) {
                known -= Math.expm1(-asked / k / sum);
            }
            assertThat(unequal.known(asked)).isCloseTo(known, withinPercentage(10));
        }
        assertThat(unequal.known(0)).isZero();
        assertThat(unequal.known(1e9)).isCloseTo(keys, withinPercentage(1));
    }

    /// @param requests of each worker
    /// @param grown how many pieces it has after so many
    /// @param step in pieces
    private static GrowthOdds odds(double requests, DoubleUnaryOperator grown, double step) {
        return odds(requests, grown, step, 0);
    }

    private static GrowthOdds odds(
            double requests, DoubleUnaryOperator grown, double step, double entryBytes) {
        var workers = new ArrayList<GrowthLife>();
        for (int w = 0; w < WORKERS; w++) {
            var parts = new ArrayList<GrowthPart>();
            for (int p = 0; p < PARTS; p++) {
                double from = (double) p / PARTS;
                double to = (double) (p + 1) / PARTS;
                double pieces =
                        grown.applyAsDouble(to * requests) - grown.applyAsDouble(from * requests);
                parts.add(new GrowthPart(from, to, pieces * BYTES));
            }
            workers.add(new GrowthLife(0, parts));
        }
        Entries entries = Entries.of(entryBytes, Setups.OF_PIECES);
        return GrowthOdds.of(workers, step * BYTES, requests, true, entries);
    }
}
