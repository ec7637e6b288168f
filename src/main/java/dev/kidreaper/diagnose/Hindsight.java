package dev.kidreaper.diagnose;

import dev.kidreaper.model.GrowthCause;
import dev.kidreaper.model.MemoryBreakdown;
import dev.kidreaper.model.MemoryTimeline;
import dev.kidreaper.model.ProcessId;
import dev.kidreaper.model.Verdict;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The verdict from readings that the daemon took to keep workers small, not to explain growth.
/// They come at uneven times and seldom, and rarely tell what is shared. Pure.
/*
 * What the readings do not tell is not guessed. Copy-on-write shows in no cheap reading: with too
 * few costly ones, there is no verdict on a pool. The exception is a worker that has reached a
 * limit on its resident memory. Copy-on-write adds nothing to that, so cheap readings are enough
 * for a verdict.
 */
public final class Hindsight {
    /// How often costly readings must have told what a worker shares.
    private static final int FEWEST_WHOLE = 3;

    private static final int FEWEST_LOOKS = 10;

    /// The least growth that counts if there are only cheap readings: the kernel's cheap count may
    /// be off by some pages for each processor.
    private static final long CHEAP_BYTES = 4 << 20;

    /// Swapped memory counts neither as own nor as copied, so more than this hides the growth.
    private static final long SWAPPED_BYTES = 1 << 20;

    /// A worker that grows this many times as fast as its pool has a reason of its own.
    private static final double ODD = 2;

    /// The confidence in a plateau that several earlier workers reached.
    private static final double BY_EARLIER_LIVES = 0.9;

    /// Who was not read for so many usual times has left.
    private static final double LATE_GAPS = 4;

    private Hindsight() {}

    /// Why a pool grows.
    public static Diagnosis ofPool(List<MemoryTimeline> timelines) {
        Diagnosis diagnosis = judged(timelines);
        if (timelines.isEmpty()) {
            return withheld(diagnosis, "no worker was seen");
        }
        if (timelines.stream().noneMatch(Hindsight::isWhole)) {
            return withheld(
                    diagnosis,
                    "copy-on-write shows only in uss and pss, which are not read for this pool:"
                            + " limit uss, or observe it now: --for 60s");
        }
        return mayLeak(diagnosis) && isKnownToEnd(timelines) ? warmUp(diagnosis) : diagnosis;
    }

    private static boolean mayLeak(Diagnosis diagnosis) {
        Findings findings = diagnosis.findings();
        boolean isOpen = findings != null && findings.end() != null;
        return diagnosis.verdict() == Verdict.LEAK
                || (diagnosis.verdict() == Verdict.UNDECIDED && isOpen);
    }

    /// Whether the growth of those that are there will end where it ended in earlier workers.
    private static boolean isKnownToEnd(List<MemoryTimeline> timelines) {
        double end = timelines.stream().mapToDouble(t -> t.last().seconds()).max().orElse(0);
        double gap = AlignedTimelines.usualGap(timelines) * LATE_GAPS;
        List<MemoryTimeline> here =
                timelines.stream().filter(t -> t.last().seconds() >= end - gap).toList();
        return !here.isEmpty()
                && here.stream().allMatch(t -> Plateau.wasReachedAbove(t, timelines));
    }

    /// Why one worker has grown, by its own timeline. If that tells too little, by its whole pool,
    /// if the worker resembles that.
    ///
    /// @param timelines its own, and its siblings'
    /// @param isTooLarge whether it has reached a limit: such a worker is never called steady
    public static Diagnosis ofWorker(
            ProcessId worker, List<MemoryTimeline> timelines, boolean isTooLarge) {
        List<MemoryTimeline> itself =
                timelines.stream().filter(c -> c.worker().equals(worker)).toList();
        if (itself.isEmpty()) {
            return withheld(Judge.of(List.of()), "nothing was seen of it before it left");
        }
        Diagnosis own = contradicted(judged(itself), isTooLarge);
        if (own.verdict() == Verdict.LEAK
                && Plateau.wasReachedAbove(itself.getFirst(), timelines)) {
            return warmUp(own);
        }
        if (own.verdict() != Verdict.UNDECIDED) {
            return own;
        }
        Diagnosis all = contradicted(judged(timelines), isTooLarge);
        boolean applies =
                all.verdict() != Verdict.UNDECIDED && isLike(itself.getFirst(), timelines);
        return applies ? all : own;
    }

    /// What looks like a leak so far, and will end where it ended in earlier workers.
    private static Diagnosis warmUp(Diagnosis diagnosis) {
        Findings findings = diagnosis.findings();
        Map<GrowthCause, Double> shares = Map.of(GrowthCause.WARM_UP, 1.0);
        return findings == null
                ? diagnosis
                : new Diagnosis(
                        Verdict.WARM_UP,
                        BY_EARLIER_LIVES,
                        shares,
                        findings,
                        diagnosis.workers(),
                        Advice.of(Verdict.WARM_UP, shares, findings),
                        null);
    }

    private static Diagnosis judged(List<MemoryTimeline> timelines) {
        List<MemoryTimeline> told = timelines.stream().filter(c -> c.points().size() > 1).toList();
        Diagnosis diagnosis = Judge.likeliest(AlignedTimelines.of(told));
        return missing(told).map(why -> withheld(diagnosis, why)).orElse(diagnosis);
    }

    private static Optional<String> missing(List<MemoryTimeline> timelines) {
        int looks = timelines.stream().mapToInt(c -> c.points().size()).max().orElse(0);
        if (looks < FEWEST_LOOKS) {
            return Optional.of("needs a longer observation: there are too few readings");
        }
        long whole = timelines.stream().mapToLong(Hindsight::wholes).max().orElse(0);
        if (whole > 0 && whole < FEWEST_WHOLE) {
            return Optional.of(
                    "copy-on-write shows only in uss and pss, which were read only %d times"
                            .formatted(whole));
        }
        long grown = timelines.stream().mapToLong(Hindsight::residentGrown).max().orElse(0);
        if (whole == 0 && grown < CHEAP_BYTES) {
            return Optional.of("it grew too little to tell by rss alone");
        }
        long swapped = timelines.stream().mapToLong(Hindsight::swapped).max().orElse(0);
        if (swapped >= SWAPPED_BYTES) {
            return Optional.of("it was swapped out meanwhile, which hides its growth");
        }
        return Optional.empty();
    }

    /// A worker that has reached a limit has grown, whether seen or not.
    private static Diagnosis contradicted(Diagnosis diagnosis, boolean isTooLarge) {
        return isTooLarge && diagnosis.verdict() == Verdict.STEADY
                ? withheld(diagnosis, "it had grown before the first reading, and not since")
                : diagnosis;
    }

    private static Diagnosis withheld(Diagnosis diagnosis, String missing) {
        Findings findings = diagnosis.findings();
        return new Diagnosis(
                Verdict.UNDECIDED,
                0,
                Map.of(),
                findings,
                diagnosis.workers(),
                findings == null
                        ? diagnosis.advice()
                        : Advice.of(Verdict.UNDECIDED, Map.of(), findings),
                diagnosis.verdict() == Verdict.UNDECIDED ? merged(diagnosis, missing) : missing);
    }

    private static String merged(Diagnosis diagnosis, String missing) {
        @Nullable String before = diagnosis.missing();
        return before == null || before.startsWith("needs a longer observation")
                ? missing
                : before + "; " + missing;
    }

    private static boolean isLike(MemoryTimeline worker, List<MemoryTimeline> all) {
        double pool = all.stream().mapToDouble(Hindsight::perSecond).average().orElse(0);
        return pool > 0 && perSecond(worker) <= pool * ODD;
    }

    private static double perSecond(MemoryTimeline memoryTimeline) {
        double seconds = memoryTimeline.last().seconds() - memoryTimeline.first().seconds();
        return seconds <= 0 ? 0 : grown(memoryTimeline) / seconds;
    }

    private static long residentGrown(MemoryTimeline memoryTimeline) {
        return memoryTimeline.last().memoryBreakdown().resident()
                - memoryTimeline.first().memoryBreakdown().resident();
    }

    private static long grown(MemoryTimeline memoryTimeline) {
        return anonymousAlone(memoryTimeline.last().memoryBreakdown())
                - anonymousAlone(memoryTimeline.first().memoryBreakdown());
    }

    private static long anonymousAlone(MemoryBreakdown memoryBreakdown) {
        return memoryBreakdown.apart() + memoryBreakdown.own();
    }

    private static long swapped(MemoryTimeline memoryTimeline) {
        return memoryTimeline.last().memoryBreakdown().swap()
                - memoryTimeline.first().memoryBreakdown().swap();
    }

    private static boolean isWhole(MemoryTimeline memoryTimeline) {
        return wholes(memoryTimeline) > 0;
    }

    private static long wholes(MemoryTimeline memoryTimeline) {
        return memoryTimeline.points().stream().filter(MemoryTimeline.Point::whole).count();
    }
}
