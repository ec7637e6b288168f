package dev.kidreaper.diagnose;

import static dev.kidreaper.diagnose.Synthetic.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.kidreaper.model.GrowthCause;
import dev.kidreaper.model.MemoryTimeline;
import dev.kidreaper.model.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// What the workers' heaps tell where their pages cannot.
class AllocationTest {
    private static final int SECONDS = 60;

    /// A request that took much, right at the beginning.
    private static final Gain RAISED = (_, t) -> t >= 1 ? 900 * KB : 0;

    /// It seems to grow, but it cannot be told how.
    private static final Gain UNCLEAR = (w, t) -> w < 3 && t >= 30 + 9 * w ? 120 * KB : 0;

    @Test
    void aRaisedHeapThatIsInNoMoreUseIsSteady() {
        expect(Verdict.UNDECIDED, own(RAISED));
        expect(Verdict.STEADY, withHeaps(own(RAISED), NOTHING, RAISED));
        // Programs set themselves up, and then no more.
        expect(Verdict.STEADY, withHeaps(own(RAISED), flattening(45 * KB, 3), RAISED));
    }

    @Test
    void aLeakThatHidesInARaisedHeapIsFound() {
        Diagnosis diagnosis = Judge.of(withHeaps(own(RAISED), even(150 * KB, SECONDS), RAISED));
        assertThat(diagnosis.verdict()).isEqualTo(Verdict.LEAK);
        Findings findings = Objects.requireNonNull(diagnosis.findings());
        assertThat(findings.ongoingBytesPerSecond()).isBetween(2000.0, 3000.0);
    }

    /// As Python's small objects do, which its own allocator has.
    @Test
    void whatWasRaisedOutsideTheHeapMayHideALeakStill() {
        expect(Verdict.UNDECIDED, withHeaps(own(RAISED), NOTHING, NOTHING));
    }

    /// Pages that come in few steps are told by what is in use.
    @Test
    void whatPagesCannotTellTheHeapDoes() {
        expect(Verdict.UNDECIDED, own(UNCLEAR));
        expect(Verdict.LEAK, withHeaps(own(UNCLEAR), even(90 * KB, SECONDS), UNCLEAR));
        expect(Verdict.STEADY, withHeaps(own(UNCLEAR), NOTHING, UNCLEAR));
    }

    /// A heap that is cut up grows, and nobody holds more of it.
    @Test
    void aHeapThatGrowsAndIsInNoMoreUseIsNoLeak() {
        expect(Verdict.LEAK, own(even(300 * KB, SECONDS)));
        var heaps = withHeaps(own(even(300 * KB, SECONDS)), NOTHING, even(300 * KB, SECONDS));
        expect(Verdict.STEADY, heaps);
        // Which says nothing of what is outside of it.
        expect(Verdict.LEAK, withHeaps(own(even(300 * KB, SECONDS)), NOTHING, NOTHING));
        expect(Verdict.UNDECIDED, withHeaps(own(UNCLEAR), NOTHING, NOTHING));
    }

    /// Pages come late to a cache whose entries fill free places first.
    @Test
    void aCacheWhosePagesComeEvenlyIsNoLeak() {
        Gain grows = even(4 * MB, SECONDS);
        expect(Verdict.LEAK, own(grows));
        expect(Verdict.WARM_UP, withHeaps(own(grows), flattening(5 * MB, 15), grows));
    }

    /// Nor is one that has hardly begun to flatten.
    @Test
    void aCacheThatHasHardlyBegunToFlattenIsNoLeak() {
        Gain grows = even(4 * MB, SECONDS);
        for (int within : List.of(20, 30, 45, 60)) {
            Gain inUse = both(flattening(5 * MB, within), even(20 * KB, SECONDS));
            Verdict verdict = Judge.of(withHeaps(own(grows), inUse, grows)).verdict();
            assertThat(verdict).isIn(Verdict.WARM_UP, Verdict.UNDECIDED);
        }
    }

    /// One worker gets most requests and its cache is full, the others' fill still.
    @Test
    void whereOneWorkersGrowthEndsTheOthersWillEnd() {
        Gain slow = even(2 * MB, SECONDS);
        Gain full = flattening(3 * MB, 8);
        Gain inUse = (w, t) -> w == 0 ? full.bytes(w, t) : slow.bytes(w, t);
        var pool = withHeaps(own(slow), inUse, slow);
        expect(Verdict.WARM_UP, working(pool, (_, t) -> t * 5));
        // Who works no more grows no more, be it a leak or not.
        Gain idle = (w, t) -> w == 0 ? Math.min(t, 35) * 5 : t * 5;
        expect(Verdict.UNDECIDED, working(pool, idle));
        expect(Verdict.UNDECIDED, working(pool, NOTHING));
        // Above where it ended the others go on: it is no end of them all.
        Gain more = (w, t) -> w == 0 ? full.bytes(w, t) / 2 : slow.bytes(w, t);
        Diagnosis above = Judge.of(working(withHeaps(own(slow), more, slow), (_, t) -> t * 5));
        assertThat(above.verdict()).isIn(Verdict.LEAK, Verdict.UNDECIDED);
    }

    /// Much else may come apart meanwhile, which ends.
    @Test
    void aSureLeakIsNamedBesideMuchElse() {
        List<MemoryTimeline> pool =
                pool(4, SECONDS, even(600 * KB, SECONDS), even(6 * MB, SECONDS), NOTHING);
        expect(Verdict.COPY_ON_WRITE, pool);
        Gain grows = even(600 * KB, SECONDS);
        expect(Verdict.MIXED, withHeaps(pool, grows, grows));
    }

    /// It fills free places in memory inherited from the manager, which come apart by that.
    @Test
    void whatLeaksIntoInheritedMemoryIsNoCopyOnWrite() {
        Gain leak = even(1 * MB, SECONDS);
        var only = pool(4, SECONDS, NOTHING, leak, NOTHING);
        expect(Verdict.COPY_ON_WRITE, only);
        expect(Verdict.LEAK, withHeaps(only, leak, NOTHING));
        for (Gain own : List.of(NOTHING, even(500 * KB, SECONDS))) {
            var both = pool(4, SECONDS, own, even(3 * MB, SECONDS), NOTHING);
            Gain inUse = both(leak, own);
            Diagnosis diagnosis = Judge.of(withHeaps(both, inUse, own));
            double leaks = inUse.bytes(0, SECONDS);
            double all = 3 * MB + own.bytes(0, SECONDS);
            assertThat(diagnosis.shares().get(GrowthCause.LEAK))
                    .isCloseTo(leaks / all, within(0.03));
        }
    }

    /// What Perl keeps of a number that it has written as a text is new, and ends with what comes
    /// apart. Beside what has ended already even less is named.
    @Test
    void whatIsHardlyMoreThanAByproductIsNoLeakYet() {
        Gain little = even(250 * KB, SECONDS);
        var apart = pool(4, SECONDS, little, even(8 * MB, SECONDS), NOTHING);
        expect(Verdict.COPY_ON_WRITE, withHeaps(apart, little, little));
        var over = pool(4, SECONDS, little, leap(8 * MB, 10), NOTHING);
        expect(Verdict.MIXED, withHeaps(over, little, little));
    }

    /// Python's garbage in cycles waits for its collector too. But a leak's pages do not come less
    /// and less.
    @Test
    void whosePagesComeLessAndLessIsNotSureToLeak() {
        Gain inUse = even(240 * KB, SECONDS);
        Gain slowing = flattening(300 * KB, 30);
        expect(Verdict.UNDECIDED, withHeaps(own(slowing), inUse, slowing));
        expect(Verdict.LEAK, withHeaps(own(inUse), inUse, inUse));
    }

    /// Of workers that live for twenty seconds, as by max-requests: pages tell little of one life.
    @Test
    void aLeakWithinShortLivesIsFound() {
        expect(Verdict.LEAK, lives(even(60 * KB, 20)));
        expect(Verdict.STEADY, lives(flattening(60 * KB, 3)));
    }

    private static List<MemoryTimeline> lives(Gain inUse) {
        var lives = new ArrayList<MemoryTimeline>();
        for (int w = 0; w < 9; w++) {
            double from = w % 3 + w / 3 * 20;
            var life = worker(w, 100 + w, from, from + 19, 1, inUse, NOTHING, NOTHING);
            lives.addAll(withHeaps(List.of(life), (_, t) -> inUse.bytes(0, t - from), inUse));
        }
        return lives;
    }

    /// Too little for pages to tell.
    @Test
    void anEvenTrickleInUseIsNotCalledSteady() {
        Gain little = even(28 * KB, SECONDS);
        expect(Verdict.STEADY, own(little));
        expect(Verdict.UNDECIDED, withHeaps(own(little), little, little));
        expect(Verdict.STEADY, withHeaps(own(little), flattening(28 * KB, 10), little));
        expect(Verdict.STEADY, withHeaps(own(NOTHING), even(12 * KB, SECONDS), NOTHING));
    }

    /// As Ruby: what nobody needs is in use until the collector comes.
    @Test
    void garbageThatWaitsForItsCollectorIsNoLeak() {
        Gain grows = even(3 * MB, SECONDS);
        Diagnosis waits = Judge.of(withHeaps(own(grows), grows, grows, true));
        assertThat(waits.verdict()).isEqualTo(Verdict.UNDECIDED);
        assertThat(waits.missing())
                .contains("nothing of what is in use was given back")
                .endsWith("--for 5m tells more");
        // Objects only: who keeps them keeps them in something.
        expect(Verdict.WARM_UP, withHeaps(own(grows), NOTHING, NOTHING, true));
        // It has come, and left what leaks.
        Gain garbage = (w, t) -> (t + w) % 12 * 40 * KB;
        Diagnosis left = Judge.of(withHeaps(own(grows), both(grows, garbage), grows, true));
        assertThat(left.verdict()).isIn(Verdict.LEAK, Verdict.UNDECIDED);
    }

    /// Sessions come and go, and requests are under way when one looks.
    @Test
    void whatGoesUpAndDownIsNoLeak() {
        for (int seed = 0; seed < 200; seed++) {
            var random = new SplittableRandom(seed);
            Gain wild = (_, _) -> random.nextDouble() * 600 * KB;
            Diagnosis diagnosis = Judge.of(withHeaps(own(NOTHING), wild, NOTHING));
            assertThat(diagnosis.verdict()).as("seed " + seed).isNotEqualTo(Verdict.LEAK);
        }
    }

    /// Beneath requests that take and give back it is found mostly, and never taken for nothing.
    @Test
    void aLeakBeneathRequestsUnderWayIsFound() {
        int found = 0;
        for (int seed = 0; seed < 50; seed++) {
            var random = new SplittableRandom(seed);
            Gain request = (_, _) -> random.nextInt(5) == 0 ? 300 * KB : 0;
            Gain inUse = both(even(8 * MB, SECONDS), request);
            Verdict verdict = Judge.of(withHeaps(own(RAISED), inUse, RAISED)).verdict();
            assertThat(verdict).as("seed " + seed).isIn(Verdict.LEAK, Verdict.UNDECIDED);
            found += verdict == Verdict.LEAK ? 1 : 0;
        }
        // So little beneath so much noise may be a cache's too.
        assertThat(found).isGreaterThanOrEqualTo(30);
    }

    /// Too few looks, as at very large heaps.
    @Test
    void fewLooksTellNothing() {
        List<MemoryTimeline> few =
                withHeaps(own(RAISED), NOTHING, RAISED).stream()
                        .map(AllocationTest::lookedAtFourTimes)
                        .toList();
        expect(Verdict.UNDECIDED, few);
    }

    private static MemoryTimeline lookedAtFourTimes(MemoryTimeline memoryTimeline) {
        List<MemoryTimeline.Point> points = memoryTimeline.points();
        return new MemoryTimeline(
                memoryTimeline.worker(),
                memoryTimeline.born(),
                points.stream().map(p -> p.seconds() % 20 == 0 ? p : blind(p)).toList());
    }

    private static MemoryTimeline.Point blind(MemoryTimeline.Point p) {
        return new MemoryTimeline.Point(
                p.seconds(), p.memoryBreakdown(), p.rests(), p.peak(), p.whole());
    }

    private static List<MemoryTimeline> own(Gain own) {
        return pool(4, SECONDS, own, NOTHING, NOTHING);
    }

    private static void expect(Verdict verdict, List<MemoryTimeline> timelines) {
        Diagnosis diagnosis = Judge.of(timelines);
        assertThat(diagnosis.verdict()).as(diagnosis.toString()).isEqualTo(verdict);
    }
}
