package dev.kidreaper.diagnose;

import static dev.kidreaper.diagnose.Synthetic.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.kidreaper.diagnose.SimulatedPool.Keeps;
import dev.kidreaper.diagnose.SimulatedPool.Load;
import dev.kidreaper.diagnose.rate.Holder;
import dev.kidreaper.model.GrowthCause;
import dev.kidreaper.model.MemoryTimeline;
import dev.kidreaper.model.Referrers;
import dev.kidreaper.model.Verdict;
import dev.kidreaper.show.DiagnosisText;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What holds the memory that accumulates tells a leak from a cache that grows as evenly.
class HolderTest {
    private static final int SEEDS = 20;
    private static final int SECONDS = 60;
    private static final Referrers LISTED = new Referrers(40, 800_000, 40, 780_000, 0, 0, 0);
    private static final Referrers LOST = new Referrers(40, 800_000, 0, 0, 780_000, 0, 0);
    private static final Referrers SCATTERED = new Referrers(40, 800_000, 0, 0, 0, 0, 0);

    /// In 120 requests of each worker a cache of some thousand keys grows as a leak does.
    @Test
    void aLeakInFewRequestsIsToldByWhatHoldsIt() {
        assertThat(leaks(Keeps.LEAK, 6, null)).isLessThan(SEEDS * 2 / 3);
        assertThat(leaks(Keeps.LEAK, 6, SCATTERED)).isLessThan(leaks(Keeps.LEAK, 6, null));
        assertThat(leaks(Keeps.LEAK, 6, LISTED)).isGreaterThanOrEqualTo(SEEDS * 9 / 10);
        assertThat(leaks(Keeps.LEAK, 6, LOST)).isGreaterThanOrEqualTo(SEEDS * 9 / 10);
    }

    /// A list that ceases to grow is no leak, whoever holds it.
    @Test
    void growthThatFlattensIsNoLeakInAListEither() {
        for (int seed = 0; seed < SEEDS; seed++) {
            var pool =
                    new SimulatedPool(Keeps.CACHE, 60, Load.EVEN, 0.2, 300, 9000, 60, true, seed);
            assertThat(Judge.of(with(pool.timelines(), LISTED)).verdict())
                    .isNotEqualTo(Verdict.LEAK);
        }
    }

    @Test
    void whatHoldsItIsSaidWithAdvice() {
        Diagnosis listed = Judge.of(with(pool(Keeps.LEAK, 20, 1).timelines(), LISTED));
        assertThat(DiagnosisText.of(listed, 100))
                .contains("they are held in a list that requests append to");
        assertThat(listed.advice()).contains("Look for the list");
        Diagnosis lost = Judge.of(with(pool(Keeps.LEAK, 20, 1).timelines(), LOST));
        assertThat(DiagnosisText.of(lost, 100)).contains("no pointer leads to it any more");
        assertThat(lost.advice()).contains("never freed");
        Diagnosis other = Judge.of(with(pool(Keeps.LEAK, 20, 1).timelines(), SCATTERED));
        assertThat(DiagnosisText.of(other, 100)).doesNotContain("held");
        assertThat(Objects.requireNonNull(other.findings()).holder()).isNull();
    }

    /// By how much of it is held so, and in how many pieces.
    @ParameterizedTest
    @CsvSource({
        "120, 120, 0.31, 0, 0, 0, LIST",
        "120, 120, 0.29, 0, 0, 0,",
        "120, 120, 0.2, 0, 0.4, 0, LIST",
        "120, 120, 0.2, 0, 0, 0.4, LIST",
        "120, 120, 0.1, 0, 0.9, 0, GARBAGE",
        "6, 6, 1, 0, 0, 0, LIST",
        "5, 5, 1, 0, 0, 0,",
        "120, 0, 0, 0.51, 0, 0, NOTHING",
        "120, 0, 0, 0.49, 0, 0,",
        "120, 0, 0, 0.4, 0.5, 0, NOTHING",
        "120, 0, 0, 0.4, 0, 0.5, NOTHING",
        "120, 0, 0, 0.1, 0.9, 0, GARBAGE",
        "4, 0, 0, 1, 0, 0,",
        "120, 0, 0, 0, 0.6, 0, GARBAGE",
        "120, 0, 0, 0, 0.49, 0,",
        "120, 0, 0, 0, 0, 1,",
        "0, 0, 0, 0, 0, 0,",
    })
    void enoughOfItMustBeHeldSo(
            int pieces,
            int elements,
            double listed,
            double lost,
            double garbage,
            double spare,
            @Nullable Holder holder) {
        assertThat(Holder.of(pieces, elements, listed, lost, garbage, spare)).isEqualTo(holder);
    }

    /// Garbage looks like a leak until the collector comes, also while it is not known to run.
    @Test
    void garbageIsNoLeakYet() {
        var garbage = new Referrers(40, 800_000, 0, 0, 0, 780_000, 0);
        Diagnosis diagnosis = Judge.of(with(pool(Keeps.LEAK, 60, 1).timelines(), garbage));
        assertThat(diagnosis.verdict()).isEqualTo(Verdict.UNDECIDED);
        assertThat(diagnosis.missing()).contains("garbage looks like a leak");
        assertThat(Judge.of(pool(Keeps.LEAK, 60, 1).timelines()).verdict()).isEqualTo(Verdict.LEAK);
    }

    /// Of what is kept for other objects no leak is told; nor how the rest grows, which it hides.
    @Test
    void whatIsKeptForOtherObjectsIsNoLeak() {
        var pool = pool(Keeps.LEAK, 60, 1).timelines();
        assertThat(Judge.of(with(pool, spare(799_000))).verdict()).isEqualTo(Verdict.WARM_UP);
        assertThat(Judge.of(with(pool, spare(400_000))).verdict()).isEqualTo(Verdict.UNDECIDED);
        assertThat(Judge.of(with(pool, spare(100_000))).verdict()).isEqualTo(Verdict.LEAK);
        var listed = new Referrers(40, 800_000, 40, 380_000, 0, 0, 400_000);
        assertThat(Judge.of(with(pool, listed)).verdict()).isEqualTo(Verdict.LEAK);
    }

    private static Referrers spare(long bytes) {
        return new Referrers(40, 800_000, 0, 0, 0, 0, bytes);
    }

    /// Amid garbage only what a list holds is known to stay.
    @Test
    void whatAListHoldsAmidGarbageLeaks() {
        Gain grows = flattening(2 * MB, 20);
        Gain garbage = (w, t) -> (t * 7 + w * 5) % 13 * 90 * KB;
        var pool =
                withHeaps(
                        Synthetic.pool(4, SECONDS, grows, NOTHING, NOTHING), garbage, grows, true);
        assertThat(Judge.of(pool).verdict()).isNotEqualTo(Verdict.LEAK);
        var listed = new Referrers(80, 700 * KB, 80, 690 * KB, 0, 0, 0);
        Diagnosis diagnosis = Judge.of(with(pool, listed));
        assertThat(diagnosis.shares()).containsKey(GrowthCause.LEAK);
        // That is from the first look to the second, in two thirds of the time.
        Findings findings = Objects.requireNonNull(diagnosis.findings());
        assertThat(findings.ongoingBytesPerSecond())
                .isCloseTo(690 * KB * 1.5 / (SECONDS - 2), within(600.0));
    }

    private static int leaks(Keeps keeps, double perSecond, @Nullable Referrers referrers) {
        int leaks = 0;
        for (int seed = 0; seed < SEEDS; seed++) {
            Verdict verdict =
                    Judge.of(with(pool(keeps, perSecond, seed).timelines(), referrers)).verdict();
            leaks += verdict == Verdict.LEAK ? 1 : 0;
        }
        return leaks;
    }

    private static SimulatedPool pool(Keeps keeps, double perSecond, long seed) {
        return new SimulatedPool(keeps, perSecond, Load.EVEN, 0.02, 2000, 9000, 60, true, seed);
    }

    private static List<MemoryTimeline> with(
            List<MemoryTimeline> timelines, @Nullable Referrers referrers) {
        return timelines.stream()
                .map(t -> new MemoryTimeline(t.worker(), t.born(), t.points(), referrers))
                .toList();
    }
}
