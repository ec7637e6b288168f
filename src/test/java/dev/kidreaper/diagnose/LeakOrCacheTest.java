package dev.kidreaper.diagnose;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.diagnose.SimulatedPool.Keeps;
import dev.kidreaper.diagnose.SimulatedPool.Load;
import dev.kidreaper.model.MemoryTimeline;
import dev.kidreaper.model.Verdict;
import dev.kidreaper.show.DiagnosisText;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// A leak and a cache that fills: which of them it is, or that it cannot be told yet.
class LeakOrCacheTest {
    private static final int SEEDS = 20;

    /// 2,000 keys at random, of 20 KB each, 20 requests a second for each of three workers. Within
    /// the minute the rate of growth falls by a quarter from one half to the other.
    @Test
    void aCacheWhoseGrowthSlowsByAQuarterIsNoLeak() {
        for (int seed = 0; seed < SEEDS; seed++) {
            var pool = pool(Keeps.CACHE, 60, Load.EVEN, 0.05, seed);
            assertThat(Judge.of(pool.timelines()).verdict())
                    .as("seed " + seed)
                    .isIn(Verdict.WARM_UP, Verdict.UNDECIDED);
        }
    }

    /// The same, just started, and with 20 a second for all three together: it is a cache still.
    @Test
    void aCacheThatHasJustBegunToFillIsNoLeak() {
        for (int seed = 0; seed < SEEDS; seed++) {
            var pool = pool(Keeps.CACHE, 20, Load.EVEN, 0.003, seed);
            assertThat(Judge.of(pool.timelines()).verdict())
                    .as("seed " + seed)
                    .isIn(Verdict.WARM_UP, Verdict.UNDECIDED);
        }
    }

    /// 180 requests for each worker, each of which leaves 90 KB. As a cache it would need some
    /// hundred MB in each worker, for which one would have to make room as for a leak.
    @Test
    void whatCouldOnlyEndAsAVeryLargeCacheIsALeakAndSaysSo() {
        int leaks = 0;
        int named = 0;
        for (int seed = 0; seed < SEEDS; seed++) {
            var large =
                    new SimulatedPool(Keeps.LEAK, 9, Load.EVEN, 0.01, 2000, 90_000, 60, true, seed);
            Diagnosis diagnosis = Judge.of(large.timelines());
            leaks += diagnosis.verdict() == Verdict.LEAK ? 1 : 0;
            named += diagnosis.advice().contains("more than 32.0M in each worker") ? 1 : 0;
        }
        assertThat(leaks).isGreaterThanOrEqualTo(SEEDS * 9 / 10);
        assertThat(named).isPositive();
    }

    /// At a third of that load it slows by a tenth only. What the workers have already tells it.
    @Test
    void aCacheThatSlowsByATenthIsToldByWhatItHasAlready() {
        for (int seed = 0; seed < SEEDS; seed++) {
            var pool = pool(Keeps.CACHE, 20, Load.EVEN, 0.6, seed);
            assertThat(Judge.of(pool.timelines()).verdict())
                    .as("seed " + seed)
                    .isIn(Verdict.WARM_UP, Verdict.UNDECIDED);
        }
    }

    @Test
    void aLeakIsALeakWhateverTheLoad() {
        for (Load load : Load.values()) {
            int leaks = 0;
            for (int seed = 0; seed < SEEDS; seed++) {
                Diagnosis diagnosis = Judge.of(pool(Keeps.LEAK, 20, load, 0.4, seed).timelines());
                assertThat(diagnosis.verdict()).isIn(Verdict.LEAK, Verdict.UNDECIDED);
                leaks += diagnosis.verdict() == Verdict.LEAK ? 1 : 0;
            }
            assertThat(leaks).as(load.name()).isGreaterThanOrEqualTo(SEEDS * 9 / 10);
        }
    }

    /// An empty cache and a leak are alike in some dozens of requests.
    @Test
    void whatCannotBeToldYetIsSaidWithTheTimeAfterWhichItCan() {
        var pool = new SimulatedPool(Keeps.CACHE, 2, Load.EVEN, 0.05, 300, 20_000, 60, true, 3);
        Diagnosis diagnosis = Judge.of(pool.timelines());
        assertThat(diagnosis.verdict()).isEqualTo(Verdict.UNDECIDED);
        assertThat(diagnosis.missing())
                .containsPattern("a cache .* look alike so far, and --for \\d+m tells them apart")
                .contains("it would be full in about");
        assertThat(diagnosis.advice()).contains("the keys of a cache");
        assertThat(Objects.requireNonNull(diagnosis.findings()).end()).isNotNull();
    }

    /// Ten requests a second: of leaks a fifth could not be told yet. Where the kernel counts the
    /// connections, each of which left a piece, all are; no cache becomes one.
    @Test
    void whatEachConnectionLeavesIsNoCache() {
        int blind = 0;
        int counted = 0;
        for (int seed = 0; seed < SEEDS; seed++) {
            var leak = pool(Keeps.LEAK, 10, Load.EVEN, 0.02, seed);
            blind += Judge.of(leak.timelines()).verdict() == Verdict.LEAK ? 1 : 0;
            Diagnosis told = Judge.of(leak.timelines(true));
            counted += told.verdict() == Verdict.LEAK ? 1 : 0;
            assertThat(DiagnosisText.of(told, 80))
                    .containsPattern("each of [34]\\d\\d connections left one of 19")
                    .contains("a cache is also asked for what it has");
            var cache = pool(Keeps.CACHE, 10, Load.EVEN, 0.05, seed);
            assertThat(Judge.of(cache.timelines(true)).verdict()).isNotEqualTo(Verdict.LEAK);
        }
        assertThat(counted).isGreaterThan(blind).isGreaterThanOrEqualTo(SEEDS * 19 / 20);
    }

    @Test
    void theSizesThatAccumulateAreNamed() {
        Diagnosis diagnosis = Judge.of(pool(Keeps.LEAK, 20, Load.EVEN, 0.4, 1).timelines());
        GrowingSize size = Objects.requireNonNull(diagnosis.findings()).growing().getFirst();
        assertThat(size.bytes()).isBetween(18_000L, 22_000L);
        // 400 a minute for each worker.
        assertThat(size.perMinute()).isBetween(300.0, 500.0);
        assertThat(DiagnosisText.of(diagnosis, 80))
                .contains("pieces that accumulate: 19", " a minute)");
    }

    /// Too little was served to tell, but something grew.
    @Test
    void slowGrowthUnderHardlyAnyLoadIsNotCalledSteady() {
        var pool = new SimulatedPool(Keeps.LEAK, 1, Load.EVEN, 0.5, 500, 6000, 60, true, 1);
        Diagnosis diagnosis = Judge.of(pool.timelines());
        assertThat(diagnosis.verdict()).isEqualTo(Verdict.UNDECIDED);
        assertThat(diagnosis.missing()).contains("served too little", "--for 5m");
    }

    /// One of three workers lost something in some dozens of requests, the others nothing: by its
    /// heap and by its pages.
    @Test
    void whatOneWorkerGainedInFewRequestsIsNotCalledSteady() {
        for (boolean hasHeaps : new boolean[] {true, false}) {
            var pool =
                    new SimulatedPool(
                            Keeps.RARE_LEAK,
                            hasHeaps ? 1 : 2,
                            hasHeaps ? Load.EVEN : Load.BURSTS,
                            hasHeaps ? 0.05 : 0.6,
                            hasHeaps ? 4036 : 271,
                            hasHeaps ? 2373 : 14_453,
                            60,
                            hasHeaps,
                            hasHeaps ? 9028814507146487168L : 3003540184665258589L);
            assertThat(Judge.of(pool.timelines()).verdict()).isEqualTo(Verdict.UNDECIDED);
        }
    }

    /// Whoever observed for a minute is not told to observe for a minute.
    @Test
    void whatIsMissingIsMoreThanWhatWasDone() {
        var brief = new ArrayList<MemoryTimeline>();
        for (int i = 0; i < 60; i++) {
            var life = Synthetic.worker(i, 100 + i, i, i + 0.9, 0.25, NONE, NONE, NONE);
            brief.add(life);
        }
        String missing = Objects.requireNonNull(Judge.of(brief).missing());
        assertThat(missing).contains("the workers live for about 1").doesNotContain("--for 60s");
        var two = List.of(Synthetic.worker(0, 100, 0, 60, 15, NONE, NONE, NONE));
        assertThat(Judge.of(two).missing()).contains("--for 2m");
        var soon = List.of(Synthetic.worker(0, 100, 0, 3, 1, NONE, NONE, NONE));
        assertThat(Judge.of(soon).missing()).contains("--for 60s");
    }

    /// Lives of four seconds, looked at four times a second: many of them tell as much as a long
    /// one.
    @Test
    void manyShortLivesAreJudgedTogether() {
        Synthetic.Gain leak = (_, age) -> age * 200 * Synthetic.KB;
        assertThat(Judge.of(lives(leak)).verdict()).isEqualTo(Verdict.LEAK);
        assertThat(Judge.of(lives(NONE)).verdict()).isEqualTo(Verdict.STEADY);
    }

    private static List<MemoryTimeline> lives(Synthetic.Gain own) {
        var lives = new ArrayList<MemoryTimeline>();
        for (int i = 0; i < 40; i++) {
            int generation = i / 3;
            double birth = generation * 4.25 + 0.25;
            lives.add(Synthetic.worker(i, 100 + i, birth, birth + 4, 0.25, own, NONE, NONE));
        }
        return lives;
    }

    private static final Synthetic.Gain NONE = (_, _) -> 0;

    @Test
    void poolsOfAllKindsAreRarelyMistaken() {
        Simulation heaps = Simulation.of(0, 15, true);
        Simulation pages = Simulation.of(0, 5, false);
        System.out.println(heaps.text() + pages.text());
        assertRarelyMistaken(heaps);
        assertThat(heaps.mistakenPart()).isLessThanOrEqualTo(0.02);
        assertThat(heaps.cachesCalledLeak()).isLessThanOrEqualTo(0.02);
        assertRarelyMistaken(pages);
        assertThat(pages.cachesCalledLeak()).isLessThanOrEqualTo(0.04);
    }

    @Tag("soak")
    @Test
    void theConfidenceIsWhatItSays() {
        Simulation heaps = Simulation.of(0, 300, true);
        System.out.println(heaps.text());
        assertRarelyMistaken(heaps);
        assertThat(heaps.mistakenPart()).isLessThanOrEqualTo(0.01);
        assertThat(heaps.cachesCalledLeak()).isLessThanOrEqualTo(0.015);
        assertThat(heaps.calibrationError(100)).isLessThanOrEqualTo(0.05);
        Simulation pages = Simulation.of(0, 100, false);
        assertThat(pages.cachesCalledLeak()).isLessThanOrEqualTo(0.03);
        assertThat(pages.calibrationError(100)).isLessThanOrEqualTo(0.05);
    }

    private static void assertRarelyMistaken(Simulation simulation) {
        assertThat(simulation.count(Keeps.RARE_LEAK, Verdict.STEADY)).isLessThanOrEqualTo(1);
        for (Verdict verdict : Verdict.values()) {
            if (verdict != Verdict.STEADY) {
                assertThat(simulation.count(Keeps.NOTHING, verdict)).isZero();
            }
        }
        assertThat(simulation.count(Keeps.LEAK, Verdict.STEADY)).isZero();
        assertThat(simulation.count(Keeps.LEAK, Verdict.WARM_UP)).isZero();
    }

    private static SimulatedPool pool(
            Keeps keeps, double perSecond, Load load, double full, long seed) {
        return new SimulatedPool(keeps, perSecond, load, full, 2000, 20_000, 60, true, seed);
    }
}
