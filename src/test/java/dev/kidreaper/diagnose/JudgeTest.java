package dev.kidreaper.diagnose;

import static dev.kidreaper.diagnose.Synthetic.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.kidreaper.model.GrowthCause;
import dev.kidreaper.model.MemoryTimeline;
import dev.kidreaper.model.Verdict;
import dev.kidreaper.show.DiagnosisText;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Each verdict on a pool of which it is known why it grows.
class JudgeTest {
    private static final int SECONDS = 60;
    private static final double PAGE = 4096;

    @Test
    void whatDoesNotGrowIsSteady() {
        Diagnosis diagnosis = judge(NOTHING, NOTHING, NOTHING);
        assertThat(diagnosis.verdict()).isEqualTo(Verdict.STEADY);
        assertThat(diagnosis.confidence()).isGreaterThan(0.9);
        assertThat(diagnosis.shares()).isEmpty();
        assertThat(diagnosis.missing()).isNull();
    }

    @Test
    void whatWasSharedAndComesApartIsCopyOnWrite() {
        expect(Verdict.COPY_ON_WRITE, judge(NOTHING, even(12 * MB, SECONDS), NOTHING));
        expect(Verdict.COPY_ON_WRITE, judge(NOTHING, flattening(12 * MB, 10), NOTHING));
    }

    @Test
    void whatGrowsEvenlyAndIsNewIsALeak() {
        expect(Verdict.LEAK, judge(even(6 * MB, SECONDS), NOTHING, NOTHING));
        // A kilobyte a second.
        expect(Verdict.LEAK, judge(even(60 * KB, SECONDS), NOTHING, NOTHING));
    }

    /// Workers that keep nothing gain a page now and then, for ever: python's some kilobytes a
    /// minute.
    @Test
    void aPageNowAndThenIsNoLeak() {
        expect(Verdict.STEADY, judge(pages(3), NOTHING, NOTHING));
        expect(Verdict.STEADY, Judge.of(pool(4, 600, pages(4), NOTHING, NOTHING)));
        // More than that, longer than that.
        expect(Verdict.LEAK, judge(pages(20), NOTHING, NOTHING));
        expect(Verdict.LEAK, Judge.of(pool(4, 600, pages(20), NOTHING, NOTHING)));
    }

    /// Who serves nothing tells nothing.
    @Test
    void ofAnIdlePoolNothingIsTold() {
        var idle =
                pool(4, 60, NOTHING, NOTHING, NOTHING).stream()
                        .map(w ->
                                new MemoryTimeline(
                                        w.worker(),
                                        w.born(),
                                        w.points().stream()
                                                .map(p -> p.at(p.seconds(), 7))
                                                .toList()))
                        .toList();
        Diagnosis diagnosis = Judge.of(idle);
        assertThat(diagnosis.advice()).contains("served nothing", "under the usual load");
        assertThat(DiagnosisText.verdict(diagnosis)).startsWith("idle: ");
    }

    @Test
    void whatWasSeenTooShortHasNoShape() {
        Diagnosis brief = Judge.of(pool(4, 5, NOTHING, NOTHING, NOTHING));
        assertThat(brief.verdict()).isEqualTo(Verdict.UNDECIDED);
        assertThat(DiagnosisText.of(brief, 80))
                .contains("too short to tell")
                .doesNotContain("does not grow");
    }

    @Test
    void steadySaysWhatCouldNotHaveBeenSeen() {
        Diagnosis brief = judge(NOTHING, NOTHING, NOTHING);
        Diagnosis lengthy = Judge.of(pool(4, 600, NOTHING, NOTHING, NOTHING));
        assertThat(brief.advice()).contains("1.94M an hour");
        assertThat(lengthy.advice()).contains("1.03M an hour");
    }

    /// A small cache that fills, and is nearly full.
    @Test
    void littleThatFlattensIsSteady() {
        expect(Verdict.STEADY, judge(inPages(flattening(90 * KB, 12)), NOTHING, NOTHING));
    }

    /// A heap takes more at first, until the gaps between what leaks are filled.
    @Test
    void aLeakThatSlowsDownAtFirstIsNeverSteady() {
        var own = inPages(both(flattening(40 * KB, 15), even(60 * KB, SECONDS)));
        assertThat(judge(own, NOTHING, NOTHING).verdict()).isIn(Verdict.LEAK, Verdict.UNDECIDED);
    }

    /// It has hardly begun to flatten, in few steps: nobody can tell yet.
    @Test
    void aCacheThatFlattensALittleIsNoLeak() {
        Gain entries = flattening(4 * MB, 30);
        double entry = 400 * KB;
        Gain own = (w, t) -> Math.floor((entries.bytes(w, t) + 100.0 * KB * w) / entry) * entry;
        assertThat(judge(own, NOTHING, NOTHING).verdict()).isIn(Verdict.UNDECIDED, Verdict.WARM_UP);
    }

    @Test
    void aSlowLeakMayHideInAHeapThatWasRaisedAtTheBeginning() {
        Gain own = (_, t) -> t >= 1 ? 400 * KB : 0;
        expect(Verdict.UNDECIDED, judge(own, NOTHING, NOTHING));
    }

    /// When one looks for long, those that live for seconds are seen too.
    @Test
    void workersThatLiveBrieflyAreJudgedByTheirLives() {
        expect(Verdict.STEADY, Judge.of(brief(NOTHING)));
        expect(Verdict.LEAK, Judge.of(brief(even(900 * KB, 9))));
    }

    private static List<MemoryTimeline> brief(Gain own) {
        var timelines = new ArrayList<MemoryTimeline>();
        for (int i = 0; i < 120; i++) {
            int birth = i / 2 * 10;
            timelines.add(worker(i, 100 + i, birth, birth + 9, 1, own, NOTHING, NOTHING));
        }
        return timelines;
    }

    /// A page at a time, so many within a minute.
    private static Gain pages(int count) {
        return inPages((_, t) -> t * count * PAGE / SECONDS);
    }

    private static Gain inPages(Gain gain) {
        return (w, t) -> Math.floor((gain.bytes(w, t) + w * KB) / PAGE) * PAGE;
    }

    @Test
    void whatIsNewAndFlattensIsAWarmUp() {
        expect(Verdict.WARM_UP, judge(flattening(8 * MB, 12), NOTHING, NOTHING));
    }

    @Test
    void oneLeapInEachWorkerIsALargeRequest() {
        expect(Verdict.HIGH_WATER, judge(leap(12 * MB, 20), NOTHING, NOTHING));
    }

    @Test
    void filesAreNobodysOwn() {
        expect(Verdict.FILE_BACKED, judge(NOTHING, NOTHING, even(10 * MB, SECONDS)));
    }

    @Test
    void severalCausesHaveTheirShares() {
        var both = judge(even(4 * MB, SECONDS), even(6 * MB, SECONDS), NOTHING);
        expect(Verdict.MIXED, both);
        assertThat(both.shares().get(GrowthCause.LEAK)).isCloseTo(0.4, within(0.05));
        assertThat(both.shares().get(GrowthCause.COPY_ON_WRITE)).isCloseTo(0.6, within(0.05));
        assertThat(sum(both)).isCloseTo(1, within(1e-9));
    }

    @Test
    void aSmallShareIsNotSpokenOfInOneWord() {
        var nearly = judge(even(9 * MB, SECONDS), even(MB, SECONDS), NOTHING);
        expect(Verdict.LEAK, nearly);
        assertThat(nearly.shares().get(GrowthCause.COPY_ON_WRITE)).isCloseTo(0.1, within(0.03));
    }

    @Test
    void tooLittleIsUndecidedAndSaysWhatIsMissing() {
        var brief = Judge.of(pool(4, 6, even(MB, SECONDS), NOTHING, NOTHING));
        assertThat(brief.verdict()).isEqualTo(Verdict.UNDECIDED);
        assertThat(brief.missing()).contains("longer");
        assertThat(brief.confidence()).isZero();
        // Two steps, one of them at the end: that may be anything.
        Gain twice = (w, t) -> w == 0 ? (t >= 25 ? 400 * KB : 0) + (t >= 50 ? 300 * KB : 0) : 0;
        var few = Judge.of(pool(1, SECONDS, twice, NOTHING, NOTHING));
        assertThat(few.verdict()).isEqualTo(Verdict.UNDECIDED);
        assertThat(few.missing()).contains("more");
        assertThat(Judge.of(List.of()).verdict()).isEqualTo(Verdict.UNDECIDED);
    }

    @Test
    void aPeakThatIsGivenBackIsNoGrowth() {
        Gain peak = peak(30 * MB, 20, 2);
        expect(Verdict.STEADY, judge(peak, NOTHING, NOTHING));
        expect(Verdict.LEAK, judge(both(peak, even(6 * MB, SECONDS)), NOTHING, NOTHING));
        expect(Verdict.COPY_ON_WRITE, judge(peak, even(6 * MB, SECONDS), NOTHING));
        // It ends with the observation.
        expect(Verdict.STEADY, judge(peak(30 * MB, 57, 2), NOTHING, NOTHING));
        // One that lasts may be the tooth of a saw: what comes after it may be the next.
        Gain lasting = both(peak(30 * MB, 20, 5), even(6 * MB, SECONDS));
        assertThat(judge(lasting, NOTHING, NOTHING).verdict()).isNotEqualTo(Verdict.STEADY);
    }

    /// A worker that goes takes its memory along, and one that comes sets itself up.
    @Test
    void aWorkerThatIsReplacedIsNoGrowth() {
        Gain newborn = (_, t) -> Math.min(t, 2) * MB;
        expect(Verdict.STEADY, Judge.of(replacedHalfway(NOTHING, newborn)));
        expect(Verdict.LEAK, Judge.of(replacedHalfway(even(6 * MB, SECONDS), newborn)));
    }

    /// A pool that was started right before the look sets itself up while one looks.
    @Test
    void whatWasBornRightBeforeIsANewbornToo() {
        Gain newborn = (_, t) -> Math.min(t, 2) * MB;
        List<MemoryTimeline> seen = pool(3, SECONDS, newborn, newborn, newborn);
        var young =
                seen.stream().map(c -> new MemoryTimeline(c.worker(), -0.5, c.points())).toList();
        expect(Verdict.STEADY, Judge.of(young));
        assertThat(Judge.of(seen).verdict()).isNotEqualTo(Verdict.STEADY);
    }

    private static List<MemoryTimeline> replacedHalfway(Gain own, Gain newborn) {
        var timelines = new ArrayList<>(pool(3, SECONDS, own, NOTHING, NOTHING));
        timelines.add(worker(3, 103, 0, 30, 1, own, NOTHING, NOTHING));
        timelines.add(worker(3, 104, 31, SECONDS, 1, both(own, newborn), NOTHING, NOTHING));
        return timelines;
    }

    private static Diagnosis judge(Gain own, Gain apart, Gain file) {
        return Judge.of(pool(4, SECONDS, own, apart, file));
    }

    private static void expect(Verdict verdict, Diagnosis diagnosis) {
        assertThat(diagnosis.verdict()).as("%s", diagnosis).isEqualTo(verdict);
    }

    private static double sum(Diagnosis diagnosis) {
        return diagnosis.shares().values().stream().mapToDouble(s -> s).sum();
    }
}
