package dev.kidreaper.diagnose;

import dev.kidreaper.diagnose.rate.Entries;
import dev.kidreaper.diagnose.rate.GrowthOdds;
import dev.kidreaper.diagnose.rate.Setups;
import dev.kidreaper.model.GrowthCause;
import dev.kidreaper.model.MemoryTimeline;
import dev.kidreaper.model.Verdict;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// The verdict on why a pool's workers grow, from an observation. Pure.
/*
 * The physics: memory that was shared with the manager at the fork and is private now is
 * copy-on-write; that is bounded. Anonymous memory that a worker got since is its own. If it grows
 * evenly over the work done, it leaks. If it flattens, it was a warm-up. If it leapt once in each
 * worker, it was a large request. Resident pages of files and shared memory are no worker's own.
 */
public final class Judge {
    /// The verdict ignores a cause with less than this part of the growth.
    static final double COUNTS = 0.15;

    private static final double COUNTS_SURE = 0.02;

    /// During copy-on-write there may be new memory that ends with it: a Perl number that is
    /// printed keeps its text too.
    private static final double COUNTS_SURE_BESIDE = 0.05;

    /// Beside growth that goes on, flattened growth counts from this size.
    private static final double BESIDE_BYTES = 3 << 19;

    /// Copy-on-write counts from this size if little else grows, or from this many times the least
    /// growth that can be told from none.
    private static final double APART_ALONE_BYTES = 512 << 10;

    private static final double ALONE = 4;

    /// Even copy-on-write counts from this size.
    private static final double APART_BYTES = 128 << 10;

    /// With fewer steps, slight copy-on-write may be chance.
    private static final double APART_STEPS = 20;

    /// A leap counts from this size, in the worker that leapt most.
    private static final double LEAP_BYTES = 2 << 20;

    private static final double FILE_BYTES = 2 << 20;

    /// Workers come and go if this many were seen for each that was there at one time.
    private static final int LIVES = 2;

    private static final int FEWEST_READINGS = 10;
    private static final double FEWEST_SECONDS = 8;
    private static final int MANY_LIVES = 12;

    private final List<MemoryTimeline> timelines;
    private final List<Retained> workers;
    private final Curves curves;
    private final int readings;
    private final double seconds;
    private final boolean comeAndGo;
    private final Resolution resolution;
    private final @Nullable Allocation allocation;
    private final GrowthOdds odds;
    private final Shape own;
    private final Shape apart;
    private final Shape file;

    /// @param mayEnd up to this probability that it ends, growth that pages alone show goes on
    private Judge(List<MemoryTimeline> timelines, List<Retained> seen, double mayEnd) {
        this.timelines = timelines;
        Curves time = Curves.over(seen);
        readings = time.readings();
        seconds = time.length();
        // Workers that come and go each set themselves up anew: what counts is their growth over
        // their lives.
        comeAndGo = seen.size() >= time.alive() * LIVES;
        workers = comeAndGo ? aged(seen, AlignedTimelines.usualGap(timelines)) : seen;
        curves = comeAndGo ? Curves.over(workers) : time;
        resolution = Resolution.of(time, curves.length());
        allocation = Allocation.of(workers, resolution, comeAndGo);
        Shape pages = Shape.of(curves, workers, comeAndGo, resolution, Retained::own);
        GrowthOdds byPages = odds();
        Allocation telling = allocation != null && allocation.isTelling(pages) ? allocation : null;
        boolean isByPages = telling == null;
        odds = telling == null ? byPages : telling.odds();
        Shape tested = isByPages && !comeAndGo ? pages.tested(byPages, mayEnd) : pages;
        own = allocation == null ? tested : allocation.on(tested);
        apart = Shape.of(curves, workers, comeAndGo, resolution, Retained::apart);
        file = Shape.of(curves, workers, comeAndGo, resolution, Retained::file);
    }

    private static List<Retained> aged(List<Retained> workers, double step) {
        return workers.stream().map(w -> w.aged(step)).toList();
    }

    private GrowthOdds odds() {
        return GrowthParts.odds(
                curves,
                workers,
                Retained::own,
                w -> IntStream.range(0, w.points().size()).toArray(),
                w -> w.points().getFirst().memoryBreakdown().own(),
                Entries.of(0, Setups.OF_PAGES));
    }

    /// The verdict on a pool.
    public static Diagnosis of(List<MemoryTimeline> timelines) {
        return of(timelines, GrowthOdds.MAYBE_BY_PAGES);
    }

    /// The likeliest cause of growth that has happened, with as little confidence as may be.
    static Diagnosis likeliest(List<MemoryTimeline> timelines) {
        return of(timelines, GrowthOdds.LIKELY);
    }

    private static Diagnosis of(List<MemoryTimeline> timelines, double mayEnd) {
        List<Retained> workers = Retained.of(timelines);
        if (workers.isEmpty()) {
            return new Diagnosis(
                    Verdict.UNDECIDED,
                    0,
                    Map.of(),
                    null,
                    FindingsBuilder.gains(timelines),
                    "No worker was seen long enough to tell how it grows.",
                    Waiting.missing(timelines));
        }
        return new Judge(timelines, workers, mayEnd).judge();
    }

    private Diagnosis judge() {
        Map<GrowthCause, Double> bytes = bytes();
        double sum = bytes.values().stream().mapToDouble(b -> b).sum();
        var shares = new EnumMap<GrowthCause, Double>(GrowthCause.class);
        bytes.forEach((growthCause, b) -> shares.put(growthCause, b / sum));
        var missing =
                new Missing(
                                timelines,
                                workers,
                                curves,
                                resolution,
                                own,
                                allocation,
                                odds,
                                comeAndGo,
                                isTooShort(),
                                seconds)
                        .of(sum);
        Verdict verdict = missing != null ? Verdict.UNDECIDED : verdict(shares);
        Findings findings =
                FindingsBuilder.findings(
                        timelines,
                        workers,
                        curves,
                        resolution,
                        own,
                        apart,
                        file,
                        allocation,
                        end(verdict));
        findings = isTooShort() ? findings.tooShort() : findings;
        return new Diagnosis(
                verdict,
                Confidence.of(verdict, shares, curves, workers.size(), own, apart, odds.ends()),
                shares,
                findings,
                FindingsBuilder.gains(timelines),
                Advice.of(verdict, shares, findings),
                missing);
    }

    private Verdict verdict(Map<GrowthCause, Double> shares) {
        var counting =
                shares.entrySet().stream().filter(e -> e.getValue() >= least(e.getKey())).toList();
        return switch (counting.size()) {
            case 0 -> Verdict.STEADY;
            case 1 -> Verdict.of(counting.getFirst().getKey());
            default -> Verdict.MIXED;
        };
    }

    /// The share from which a cause counts. A leak goes on when all else has ended, so a certain
    /// leak counts from a lower share.
    private double least(GrowthCause growthCause) {
        boolean isSure = allocation != null && allocation.isSureLeak();
        if (growthCause != GrowthCause.LEAK || !isSure) {
            return COUNTS;
        }
        boolean hasEnded = apart.kind() == Shape.Kind.FLAT || apart.kind() == Shape.Kind.SETTLED;
        return hasEnded ? COUNTS_SURE : COUNTS_SURE_BESIDE;
    }

    /// The gain of an average worker by cause, for the causes that count.
    private Map<GrowthCause, Double> bytes() {
        var bytes = new EnumMap<GrowthCause, Double>(GrowthCause.class);
        boolean leaks = own.kind() != Shape.Kind.UNCLEAR && own.ongoing() > 0;
        double placed = leaks && allocation != null ? allocation.placed(own, apart) : 0;
        if (leaks) {
            double leaking = allocation == null ? 0 : allocation.leaking(placed);
            bytes.put(GrowthCause.LEAK, Math.max(own.ongoing(), leaking));
        }
        double apartAlone = Math.max(APART_ALONE_BYTES, resolution.bytes() * ALONE);
        boolean comesApart =
                apart.kind() == Shape.Kind.EVEN
                        && apart.steps() >= APART_STEPS
                        && apart.ongoing() - placed >= APART_BYTES;
        double alone = allocation == null ? CurveClassifier.SETTLING_BYTES : allocation.settling();
        double settling = leaks || comesApart ? BESIDE_BYTES : alone;
        boolean isMuch = apart.bytes() - placed >= (leaks ? BESIDE_BYTES : apartAlone);
        if (comesApart || isMuch) {
            // Beside a leak, a small leap is not part of even copy-on-write.
            bytes.put(
                    GrowthCause.COPY_ON_WRITE,
                    apart.bytes() - placed - (isMuch ? 0 : apart.leapt()));
        }
        // A heap that rises no further than what requests take and give back does not grow.
        double flattened = own.bytes() - own.leapt() - own.ongoing();
        boolean isFew = own.stepsEach() < CurveClassifier.FEWEST_STEPS_EACH;
        double least = Math.max(isFew ? LEAP_BYTES : settling, own.spare());
        if (own.kind() != Shape.Kind.UNCLEAR && flattened >= least) {
            bytes.put(isFew ? GrowthCause.HIGH_WATER : GrowthCause.WARM_UP, flattened);
        }
        if (own.largestLeap() >= Math.max(LEAP_BYTES, own.spare())) {
            bytes.merge(GrowthCause.HIGH_WATER, own.leapt(), Double::sum);
        }
        if (file.bytes() >= FILE_BYTES) {
            bytes.put(GrowthCause.FILE_BACKED, file.bytes());
        }
        return bytes;
    }

    private boolean isTooShort() {
        // Many short lives tell as much as a long one.
        if (comeAndGo && workers.size() >= MANY_LIVES) {
            return readings < FEWEST_READINGS;
        }
        return readings < FEWEST_READINGS || seconds < FEWEST_SECONDS;
    }

    private @Nullable GrowthEnd end(Verdict verdict) {
        boolean isTold = verdict == Verdict.LEAK || verdict == Verdict.WARM_UP;
        boolean isOpen = own.kind() == Shape.Kind.UNCLEAR && odds.isOpen();
        return (isTold || isOpen) && !comeAndGo && odds.steps() >= 1
                ? GrowthEnd.of(odds, curves.length(), own.bytes())
                : null;
    }
}
