package dev.kidreaper.diagnose;

import dev.kidreaper.model.Durations;
import dev.kidreaper.model.GrowthCause;
import dev.kidreaper.model.MemoryTimeline;
import dev.kidreaper.model.Size;
import dev.kidreaper.model.Verdict;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Says why the workers of a pool grow, from what was read of them over a time. Pure.
/*
 * The physics: memory that was shared with the manager at the fork and is alone now has come apart;
 * that is bounded. Anonymous memory that a worker got since is its own: when it grows evenly over
 * the work done it leaks, when it flattens it was a warm-up, when it leapt once in each worker it
 * was a large request. Resident pages of files and shared memory are nobody's own.
 */
public final class Judge {
    /// A cause with less than this part of the growth is not spoken of in one word.
    private static final double COUNTS = 0.15;

    private static final double COUNTS_SURE = 0.02;

    /// While much comes apart, something new may go with it that ends with it too: a number that
    /// Perl has written as a text is kept as both.
    private static final double COUNTS_SURE_BESIDE = 0.05;

    /// Beside growth that goes on, what flattened counts from this size on.
    private static final double BESIDE_BYTES = 3 << 19;

    /// What came apart counts from this size on where little else grows, or from so many times what
    /// can be told from none.
    private static final double APART_ALONE_BYTES = 512 << 10;

    private static final double ALONE = 4;

    /// What comes apart evenly counts from this size on.
    private static final double APART_BYTES = 128 << 10;

    /// In fewer pieces little may come apart by chance.
    private static final double APART_PIECES = 20;

    /// A leap counts from this size on, in the worker that leapt most.
    private static final double LEAP_BYTES = 2 << 20;

    private static final double FILE_BYTES = 2 << 20;

    /// Workers come and go when so many were seen for each that was there at once.
    private static final int LIVES = 2;

    private static final int FEWEST_READINGS = 10;
    private static final double FEWEST_SECONDS = 8;

    /// So much free heap hides a slow leak.
    private static final double RAISED_BYTES = 256 << 10;

    private final List<MemoryTimeline> courses;
    private final List<Retained> workers;
    private final Curves curves;
    private final int readings;
    private final double seconds;
    private final boolean comeAndGo;
    private final Resolution resolution;
    private final @Nullable Allocation allocation;
    private final Shape own;
    private final Shape apart;
    private final Shape file;

    private Judge(List<MemoryTimeline> courses, List<Retained> seen) {
        this.courses = courses;
        Curves time = Curves.over(seen);
        readings = time.readings();
        seconds = time.length();
        // Where workers come and go, each sets itself up anew: what counts is how they grow over
        // their lives.
        comeAndGo = seen.size() >= time.alive() * LIVES;
        workers = comeAndGo ? aged(seen, AlignedTimelines.usualGap(courses)) : seen;
        curves = comeAndGo ? Curves.over(workers) : time;
        resolution = Resolution.of(time, curves.length());
        allocation = Allocation.of(workers, resolution);
        Shape pages = Shape.of(curves, workers, comeAndGo, resolution, Retained::own);
        own = allocation == null ? pages : allocation.on(pages);
        apart = Shape.of(curves, workers, comeAndGo, resolution, Retained::apart);
        file = Shape.of(curves, workers, comeAndGo, resolution, Retained::file);
    }

    private static List<Retained> aged(List<Retained> workers, double step) {
        return workers.stream().map(w -> w.aged(step)).toList();
    }

    /// The verdict on a pool.
    public static Diagnosis of(List<MemoryTimeline> courses) {
        List<Retained> workers = Retained.of(courses);
        if (workers.isEmpty()) {
            return new Diagnosis(
                    Verdict.UNDECIDED,
                    0,
                    Map.of(),
                    null,
                    FindingsBuilder.gains(courses),
                    "No worker was seen long enough. Look longer: --for 60s.",
                    "needs a longer observation: no worker was seen for more than a few readings");
        }
        return new Judge(courses, workers).judge();
    }

    private Diagnosis judge() {
        Map<GrowthCause, Double> bytes = bytes();
        double sum = bytes.values().stream().mapToDouble(b -> b).sum();
        var shares = new EnumMap<GrowthCause, Double>(GrowthCause.class);
        bytes.forEach((growthCause, b) -> shares.put(growthCause, b / sum));
        String missing = missing(sum);
        Verdict verdict = missing != null ? Verdict.UNDECIDED : verdict(shares);
        Findings findings =
                FindingsBuilder.findings(
                        courses, workers, curves, resolution, own, apart, file, allocation);
        return new Diagnosis(
                verdict,
                Confidence.of(verdict, shares, curves, workers.size(), own, apart),
                shares,
                findings,
                FindingsBuilder.gains(courses),
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

    /// From which share on a cause is spoken of. A leak goes on when all else has ended: beyond
    /// doubt it is spoken of sooner.
    private double least(GrowthCause growthCause) {
        boolean isSure = allocation != null && allocation.isSureLeak();
        if (growthCause != GrowthCause.LEAK || !isSure) {
            return COUNTS;
        }
        boolean hasEnded = apart.kind() == Shape.Kind.FLAT || apart.kind() == Shape.Kind.SETTLED;
        return hasEnded ? COUNTS_SURE : COUNTS_SURE_BESIDE;
    }

    /// What an average worker gained for each cause, as far as it counts.
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
                        && apart.pieces() >= APART_PIECES
                        && apart.ongoing() - placed >= APART_BYTES;
        double alone = allocation == null ? CurveClassifier.SETTLING_BYTES : allocation.settling();
        double settling = leaks || comesApart ? BESIDE_BYTES : alone;
        boolean isMuch = apart.bytes() - placed >= (leaks ? BESIDE_BYTES : apartAlone);
        if (comesApart || isMuch) {
            // Beside a leak, what little came apart at once is not part of what comes apart evenly.
            bytes.put(
                    GrowthCause.COPY_ON_WRITE,
                    apart.bytes() - placed - (isMuch ? 0 : apart.leapt()));
        }
        // A heap that rises no further than what requests take and give back is no growth.
        double flattened = own.bytes() - own.leapt() - own.ongoing();
        boolean isFew = own.piecesEach() < CurveClassifier.FEWEST_PIECES_EACH;
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

    /// What is missing for a verdict; null when nothing is.
    private @Nullable String missing(double counted) {
        if (readings < FEWEST_READINGS || seconds < FEWEST_SECONDS) {
            return "needs a longer observation: --for 60s";
        }
        boolean isUnclear = own.kind() == Shape.Kind.UNCLEAR && own.ongoing() > counted * COUNTS;
        if (isUnclear && allocation != null && allocation.waits()) {
            return "needs a longer look: the workers' garbage collector has not run meanwhile, and"
                    + " until then garbage looks like a leak";
        }
        if (isUnclear) {
            double factor = Math.max(1, 2 * resolution.bytes() / Math.max(1, own.ongoing()));
            var more = Duration.ofSeconds((long) Math.ceil(seconds * factor));
            return "needs about %s more at this rate".formatted(Durations.words(more));
        }
        // Where workers come and go it is raised in each life, and what hides there goes with it.
        double raised = comeAndGo ? 0 : Math.max(own.bytes(), risen());
        raised = allocation == null ? raised : allocation.hiding(raised);
        if (counted == 0 && raised >= RAISED_BYTES) {
            return ("needs a few minutes more: the heap was raised by %s meanwhile, in which a"
                            + " slow leak could hide")
                    .formatted(new Size((long) raised));
        }
        return null;
    }

    /// By how much an average worker's own memory is larger at the end, kept or not.
    private double risen() {
        return workers.stream().mapToDouble(Retained::risen).average().orElse(0);
    }
}
