package dev.kidreaper.diagnose;

import static dev.kidreaper.diagnose.Synthetic.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.kidreaper.model.GrowthCause;
import dev.kidreaper.model.MemoryBreakdown;
import dev.kidreaper.model.MemoryTimeline;
import dev.kidreaper.model.ProcessId;
import dev.kidreaper.model.Verdict;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What can be said, and what cannot, from looks that were taken for another purpose.
class HindsightTest {
    private static final ProcessId FIRST = new ProcessId(100, 100);

    /// No two workers are looked at together.
    @Test
    void looksAtOddTimesTellTheSame() {
        var leaking = odd(4, 90, even(9 * MB, 90), NOTHING);
        assertThat(Hindsight.ofPool(leaking).verdict()).isEqualTo(Verdict.LEAK);
        var steady = odd(4, 90, NOTHING, NOTHING);
        assertThat(Hindsight.ofPool(steady).verdict()).isEqualTo(Verdict.STEADY);
        var mixed = Hindsight.ofPool(odd(4, 90, even(6 * MB, 90), even(9 * MB, 90)));
        assertThat(mixed.verdict()).isEqualTo(Verdict.MIXED);
        assertThat(mixed.shares().get(GrowthCause.LEAK)).isCloseTo(0.4, within(0.06));
        // What one worker gains is what an average one does, not what all of them do.
        Findings findings = java.util.Objects.requireNonNull(mixed.findings());
        assertThat(findings.ownBytes()).isCloseTo(6.0 * MB, within(0.6 * MB));
    }

    @Test
    void aWorkerIsJudgedByItself() {
        var timelines = new ArrayList<>(pool(4, 60, NOTHING, NOTHING, NOTHING));
        timelines.set(0, worker(0, 100, 0, 60, 1, even(6 * MB, 60), NOTHING, NOTHING));
        assertThat(Hindsight.ofWorker(FIRST, timelines, true).verdict()).isEqualTo(Verdict.LEAK);
        timelines.set(0, worker(0, 100, 0, 60, 1, NOTHING, even(6 * MB, 60), NOTHING));
        assertThat(Hindsight.ofWorker(FIRST, timelines, true).verdict())
                .isEqualTo(Verdict.COPY_ON_WRITE);
        // Though all of the others leak.
        timelines.replaceAll(c ->
                c.worker().equals(FIRST)
                        ? c
                        : worker(
                                1, c.worker().pid(), 0, 60, 1, even(9 * MB, 60), NOTHING, NOTHING));
        assertThat(Hindsight.ofPool(timelines).verdict()).isEqualTo(Verdict.MIXED);
        assertThat(Hindsight.ofWorker(FIRST, timelines, true).verdict())
                .isEqualTo(Verdict.COPY_ON_WRITE);
    }

    /// Five seconds of it tell nothing, but its siblings grow as it does.
    @Test
    void aWorkerThatWasSeenTooShortIsJudgedByItsPool() {
        Gain leak = even(6 * MB, 60);
        var timelines = new ArrayList<>(pool(4, 60, leak, NOTHING, NOTHING));
        timelines.set(0, worker(0, 100, 0, 5, 1, leak, NOTHING, NOTHING));
        assertThat(Hindsight.ofWorker(FIRST, timelines, true).verdict()).isEqualTo(Verdict.LEAK);
        // Unless it grows as none of them does.
        timelines.set(0, worker(0, 100, 0, 5, 1, even(300 * MB, 60), NOTHING, NOTHING));
        assertThat(Hindsight.ofWorker(FIRST, timelines, true).verdict())
                .isEqualTo(Verdict.UNDECIDED);
    }

    /// It grows evenly so far. Two before it grew as fast at first, and then no more.
    @Test
    void whatEndedInEarlierLivesWillEnd() {
        var young = worker(0, 100, 400, 440, 1, even(3 * MB, 40), NOTHING, NOTHING);
        assertThat(Hindsight.ofWorker(FIRST, List.of(young), true).verdict())
                .isEqualTo(Verdict.LEAK);
        var lives = new ArrayList<>(List.of(young));
        lives.add(worker(1, 101, 0, 300, 5, flattening(8 * MB, 40), NOTHING, NOTHING));
        assertThat(Hindsight.ofWorker(FIRST, lives, true).verdict()).isEqualTo(Verdict.LEAK);
        lives.add(worker(2, 102, 10, 320, 5, flattening(8 * MB, 40), NOTHING, NOTHING));
        Diagnosis diagnosis = Hindsight.ofWorker(FIRST, lives, true);
        assertThat(diagnosis.verdict()).isEqualTo(Verdict.WARM_UP);
        assertThat(diagnosis.shares()).containsEntry(GrowthCause.WARM_UP, 1.0);
        // It has risen above them.
        lives.set(0, worker(0, 100, 400, 440, 1, even(9 * MB, 40), NOTHING, NOTHING));
        assertThat(Hindsight.ofWorker(FIRST, lives, true).verdict()).isEqualTo(Verdict.LEAK);
    }

    /// The same of a pool: what its earlier workers reached, those that are there will not exceed.
    @Test
    void whatEndedInEarlierLivesOfAPoolWillEnd() {
        var young = worker(0, 100, 400, 440, 1, even(3 * MB, 40), NOTHING, NOTHING);
        var lives = new ArrayList<>(List.of(young));
        lives.add(worker(1, 101, 0, 300, 5, flattening(8 * MB, 40), NOTHING, NOTHING));
        assertThat(Hindsight.ofPool(lives).verdict()).isNotEqualTo(Verdict.STEADY);
        lives.add(worker(2, 102, 10, 320, 5, flattening(8 * MB, 40), NOTHING, NOTHING));
        assertThat(Hindsight.ofPool(lives).verdict()).isEqualTo(Verdict.WARM_UP);
        // It has risen above them.
        lives.set(0, worker(0, 100, 400, 440, 1, even(9 * MB, 40), NOTHING, NOTHING));
        assertThat(Hindsight.ofPool(lives).verdict()).isNotEqualTo(Verdict.WARM_UP);
    }

    @Test
    void whoHasReachedALimitIsNotSteady() {
        List<MemoryTimeline> timelines = pool(4, 60, NOTHING, NOTHING, NOTHING);
        Diagnosis diagnosis = Hindsight.ofWorker(FIRST, timelines, true);
        assertThat(diagnosis.verdict()).isEqualTo(Verdict.UNDECIDED);
        assertThat(diagnosis.missing()).contains("before the first reading");
        assertThat(Hindsight.ofWorker(FIRST, timelines, false).verdict()).isEqualTo(Verdict.STEADY);
    }

    /// Copy-on-write shows in no cheap look.
    @Test
    void withoutCostlyLooksNothingIsSaidOfAPool() {
        for (Gain own : List.of(NOTHING, even(20 * MB, 60))) {
            Diagnosis diagnosis =
                    Hindsight.ofPool(wholeOnly(0, pool(4, 60, own, NOTHING, NOTHING)));
            assertThat(diagnosis.verdict()).isEqualTo(Verdict.UNDECIDED);
            assertThat(diagnosis.missing()).contains("copy-on-write shows only in uss and pss");
            assertThat(diagnosis.shares()).isEmpty();
        }
    }

    /// It may be missing, and its limit may well be of uss.
    @Test
    void ofAPoolWithoutWorkersNothingIsSaidOfItsReadings() {
        assertThat(Hindsight.ofPool(List.of()).missing()).isEqualTo("no worker was seen");
    }

    @Test
    void withTooFewCostlyLooksNothingIsSaid() {
        var two = wholeOnly(2, pool(4, 60, even(20 * MB, 60), NOTHING, NOTHING));
        assertThat(Hindsight.ofPool(two).missing()).contains("read only 2 times");
        assertThat(Hindsight.ofWorker(FIRST, two, true).verdict()).isEqualTo(Verdict.UNDECIDED);
        var three = wholeOnly(3, pool(4, 60, even(20 * MB, 60), NOTHING, NOTHING));
        assertThat(Hindsight.ofPool(three).verdict()).isEqualTo(Verdict.LEAK);
    }

    /// To a limit on resident memory copy-on-write adds nothing.
    @Test
    void ofResidentMemoryAlsoTheCheapLooksTell() {
        var leak = wholeOnly(0, pool(4, 60, even(20 * MB, 60), NOTHING, NOTHING));
        assertThat(Hindsight.ofWorker(FIRST, leak, true).verdict()).isEqualTo(Verdict.LEAK);
        var little = wholeOnly(0, pool(4, 60, even(MB, 60), NOTHING, NOTHING));
        assertThat(Hindsight.ofWorker(FIRST, little, true).missing()).contains("too little");
    }

    @Test
    void whatIsSwappedOutHidesHowItGrows() {
        List<MemoryTimeline> swapped =
                pool(4, 60, NOTHING, NOTHING, NOTHING).stream()
                        .map(HindsightTest::swapping)
                        .toList();
        assertThat(Hindsight.ofPool(swapped).missing()).contains("swapped out");
    }

    @Test
    void whoWasNeverSeenIsUndecided() {
        var timelines = pool(4, 60, even(6 * MB, 60), NOTHING, NOTHING);
        var diagnosis = Hindsight.ofWorker(new ProcessId(7, 7), timelines, true);
        assertThat(diagnosis.verdict()).isEqualTo(Verdict.UNDECIDED);
        assertThat(Hindsight.ofPool(List.of()).verdict()).isEqualTo(Verdict.UNDECIDED);
    }

    private static List<MemoryTimeline> odd(int workers, int seconds, Gain own, Gain apart) {
        var timelines = new ArrayList<MemoryTimeline>();
        for (int w = 0; w < workers; w++) {
            // The first looks are at 0.1, 0.2 …: none of them sees its birth.
            MemoryTimeline even =
                    worker(w, 100 + w, 0, seconds, 1.3 + w * 0.17, own, apart, NOTHING);
            double late = w * 0.1;
            List<MemoryTimeline.Point> points =
                    even.points().stream()
                            .map(p ->
                                    new MemoryTimeline.Point(
                                            p.seconds() + late,
                                            p.memoryBreakdown(),
                                            p.rests(),
                                            p.peak(),
                                            true))
                            .toList();
            timelines.add(new MemoryTimeline(even.worker(), even.born(), points));
        }
        return timelines;
    }

    /// Only so many of the looks, from the first to the last, were costly.
    private static List<MemoryTimeline> wholeOnly(int many, List<MemoryTimeline> timelines) {
        return timelines.stream()
                .map(memoryTimeline -> {
                    var points = new ArrayList<MemoryTimeline.Point>();
                    int last = memoryTimeline.points().size() - 1;
                    for (int i = 0; i <= last; i++) {
                        boolean whole = many == 1 ? i == 0 : many > 1 && i * (many - 1) % last == 0;
                        MemoryTimeline.Point p = memoryTimeline.points().get(i);
                        points.add(
                                new MemoryTimeline.Point(
                                        p.seconds(),
                                        p.memoryBreakdown(),
                                        p.rests(),
                                        p.peak(),
                                        whole));
                    }
                    return new MemoryTimeline(
                            memoryTimeline.worker(), memoryTimeline.born(), points);
                })
                .toList();
    }

    private static MemoryTimeline swapping(MemoryTimeline memoryTimeline) {
        var points = new ArrayList<MemoryTimeline.Point>();
        for (MemoryTimeline.Point p : memoryTimeline.points()) {
            MemoryBreakdown m = p.memoryBreakdown();
            long swap = (long) (p.seconds() * 100 * KB);
            var memoryBreakdown =
                    new MemoryBreakdown(
                            m.shared(), m.apart(), m.own(), m.file(), m.fileAlone(), swap);
            points.add(
                    new MemoryTimeline.Point(
                            p.seconds(), memoryBreakdown, p.rests(), p.peak(), true));
        }
        return new MemoryTimeline(memoryTimeline.worker(), memoryTimeline.born(), points);
    }
}
