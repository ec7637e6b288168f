package dev.kidreaper.diagnose;

import dev.kidreaper.model.MemoryBreakdown;
import dev.kidreaper.model.MemoryTimeline;
import dev.kidreaper.model.ProcessId;
import dev.kidreaper.model.Verdict;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Says why workers have grown from looks that were taken to keep them small, not to find that out:
/// at uneven times, seldom, and with what is shared read only now and then. Pure.
/*
 * What the looks do not tell is not guessed. What comes apart shows in no cheap look: where there
 * are too few others nothing is said of a pool. Only of a worker that has reached a limit on its
 * resident memory, to which coming apart adds nothing, something can be said without.
 */
public final class Hindsight {
    /// So often what a worker shares must have been read.
    private static final int FEWEST_WHOLE = 3;

    private static final int FEWEST_LOOKS = 10;

    /// The kernel's cheap count may be off by some pages for each processor: with nothing else,
    /// less growth than this tells nothing.
    private static final long CHEAP_BYTES = 4 << 20;

    /// What is swapped out is neither its own nor apart any more.
    private static final long SWAPPED_BYTES = 1 << 20;

    /// Who grows so many times as fast as the pool does it for a reason of its own.
    private static final double ODD = 2;

    private Hindsight() {}

    /// Why a pool grows.
    public static Diagnosis ofPool(List<MemoryTimeline> courses) {
        Diagnosis diagnosis = judged(courses);
        if (courses.stream().noneMatch(Hindsight::isWhole)) {
            return withheld(
                    diagnosis,
                    "copy-on-write shows only in uss and pss, which are not read of this pool:"
                            + " limit uss, or look live: --for 60s");
        }
        return diagnosis;
    }

    /// Why one worker has grown: by what was seen of itself, or, where that is too little, of all
    /// of its pool, which it must resemble.
    ///
    /// @param courses its own, and its siblings'
    /// @param isTooLarge whether it has grown beyond a limit: such a one is never called steady
    public static Diagnosis ofWorker(
            ProcessId worker, List<MemoryTimeline> courses, boolean isTooLarge) {
        List<MemoryTimeline> itself =
                courses.stream().filter(c -> c.worker().equals(worker)).toList();
        if (itself.isEmpty()) {
            return withheld(Judge.of(List.of()), "nothing was seen of it before it left");
        }
        Diagnosis own = contradicted(judged(itself), isTooLarge);
        if (own.verdict() != Verdict.UNDECIDED) {
            return own;
        }
        Diagnosis all = contradicted(judged(courses), isTooLarge);
        boolean applies = all.verdict() != Verdict.UNDECIDED && isLike(itself.getFirst(), courses);
        return applies ? all : own;
    }

    private static Diagnosis judged(List<MemoryTimeline> courses) {
        List<MemoryTimeline> told = courses.stream().filter(c -> c.points().size() > 1).toList();
        Diagnosis diagnosis = Judge.of(AlignedTimelines.of(told));
        return missing(told).map(why -> withheld(diagnosis, why)).orElse(diagnosis);
    }

    private static Optional<String> missing(List<MemoryTimeline> courses) {
        int looks = courses.stream().mapToInt(c -> c.points().size()).max().orElse(0);
        if (looks < FEWEST_LOOKS) {
            return Optional.of("needs a longer observation: it was looked at too seldom");
        }
        long whole = courses.stream().mapToLong(Hindsight::wholes).max().orElse(0);
        if (whole > 0 && whole < FEWEST_WHOLE) {
            return Optional.of(
                    "copy-on-write shows only in uss and pss, which were read %d times only"
                            .formatted(whole));
        }
        long grown = courses.stream().mapToLong(Hindsight::residentGrown).max().orElse(0);
        if (whole == 0 && grown < CHEAP_BYTES) {
            return Optional.of("grew too little to tell by rss alone");
        }
        long swapped = courses.stream().mapToLong(Hindsight::swapped).max().orElse(0);
        if (swapped >= SWAPPED_BYTES) {
            return Optional.of("it was being swapped out meanwhile, which hides how it grows");
        }
        return Optional.empty();
    }

    /// Who has reached a limit has grown, seen or not.
    private static Diagnosis contradicted(Diagnosis diagnosis, boolean isTooLarge) {
        return isTooLarge && diagnosis.verdict() == Verdict.STEADY
                ? withheld(diagnosis, "it had grown before it was looked at, and not since")
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
