package dev.kidreaper.diagnose;

import dev.kidreaper.diagnose.rate.GrowthOdds;
import java.util.List;
import java.util.function.Function;

/// The shape of the growth of one part of memory.
///
/// @param kind the shape in one word, without leaps
/// @param bytes the gain of an average worker
/// @param leapt the part of it that came by a single leap
/// @param largestLeap the largest single leap of any worker
/// @param spare what requests take and give back
/// @param stepsEach the number of steps of like size of an average worker, in all
/// @param ongoing the part of the gain that belongs to growth which goes on at the end as before
/// @param steps the number of steps of like size of the pool, in the later part
/// @param centre the mean place of the gains in the later part: 0.5 is even, less flattens
record Shape(
        Kind kind,
        double bytes,
        double leapt,
        double largestLeap,
        double spare,
        double stepsEach,
        double ongoing,
        double steps,
        double centre) {
    /// From this part on, what is kept for others hides the rest.
    private static final double HIDING = 0.3;

    /// Below that it is slight beside other growth.
    private static final double SLIGHT_BYTES = 512 << 10;

    /// The kinds of growth.
    enum Kind {
        /// No growth worth mentioning.
        FLAT("does not grow"),
        /// Even growth.
        EVEN("grows evenly"),
        /// Growth that becomes less and less.
        FLATTENING("flattens"),
        /// Growth in the beginning, and then none.
        SETTLED("grew, then stayed"),
        /// Growth whose kind cannot be told yet.
        UNCLEAR("cannot be told yet");

        final String words;

        /// Whether the growth may go on.
        boolean mayGoOn() {
            return this == EVEN || this == UNCLEAR;
        }

        Kind(String words) {
            this.words = words;
        }
    }

    /// The shape of one part of memory.
    ///
    /// @param comeAndGo whether the curves are over the workers' lives, not the observation
    static Shape of(
            Curves curves,
            List<Retained> workers,
            boolean comeAndGo,
            Resolution resolution,
            Function<Retained, double[]> part) {
        List<double[]> kept = workers.stream().map(part).toList();
        Leaps leaps = Leaps.of(workers, kept);
        Curve all = curves.of(workers, kept);
        Curve curve = leaps.areSingle() ? curves.of(workers, leaps.without()) : all;
        double[] spares = workers.stream().mapToDouble(Retained::spare).sorted().toArray();
        double spare = spares[spares.length / 2];
        Kind kind =
                CurveClassifier.ofPages(
                        curve, workers.size(), comeAndGo, resolution.bytes(), spare);
        return of(kind, all, curve, leaps, workers.size(), spare);
    }

    /// The shape of what is in use of the heaps, without what a request takes and gives back.
    static Shape ofHeaps(Curves curves, List<Retained> workers, Resolution resolution) {
        List<double[]> kept = workers.stream().map(Retained::inUse).toList();
        Leaps leaps = Leaps.of(workers, kept);
        Curve curve = HeapCurve.curve(curves, workers, leaps.areSingle() ? leaps.without() : kept);
        Kind kind = CurveClassifier.ofHeaps(curve, workers.size(), resolution.bytes());
        return of(kind, curves.of(workers, kept), curve, leaps, workers.size(), 0);
    }

    /// The shape of growth of which only the amount is known.
    ///
    /// @param steps in how many steps it came, of all workers
    static Shape of(Kind kind, double bytes, double steps, double stepsEach) {
        double ongoing = kind == Kind.EVEN ? bytes : 0;
        return new Shape(kind, bytes, 0, 0, 0, stepsEach, ongoing, steps, 0.5);
    }

    /// @param all the curve with all gains
    /// @param curve the same without single leaps
    private static Shape of(
            Kind kind, Curve all, Curve curve, Leaps leaps, int workers, double spare) {
        double total = curve.total();
        double later = curve.between(CurveClassifier.LATER, 1);
        double ongoing =
                switch (kind) {
                    case EVEN, UNCLEAR -> Math.min(total, later / (1 - CurveClassifier.LATER));
                    case FLAT, FLATTENING, SETTLED -> 0;
                };
        return new Shape(
                kind,
                all.total(),
                all.total() - total,
                leaps.areSingle() ? leaps.largest() : 0,
                spare,
                curve.steps(0, 1) / workers,
                ongoing,
                curve.steps(CurveClassifier.LATER, 1),
                curve.centre(CurveClassifier.LATER));
    }

    /// Whether growth slows down in the later part, by two standard deviations.
    boolean slowsDown() {
        return centre < 0.5 - 2 * CurveClassifier.spread(steps);
    }

    /// The same growth: if it looks even, it may be that of a cache.
    ///
    /// @param mayEnd up to this probability that it ends, it goes on
    Shape tested(GrowthOdds odds, double mayEnd) {
        if (kind != Kind.EVEN) {
            return this;
        }
        // So little that it would not count as a warm-up may be a leak that took more at first.
        if (odds.ends() >= GrowthOdds.SURELY && bytes >= CurveClassifier.SETTLING_BYTES) {
            return as(Kind.FLATTENING);
        }
        return odds.ends() > mayEnd ? as(Kind.UNCLEAR) : this;
    }

    /// The same growth of what is in use of heaps: if it looks even, it may be that of a cache.
    ///
    /// @param isIdle whether too few requests were seen to tell
    Shape testedByHeaps(GrowthOdds odds, boolean isIdle) {
        if (!kind.mayGoOn() && kind != Kind.FLATTENING) {
            return this;
        }
        if (odds.goesOn() && !isIdle) {
            return as(Kind.EVEN);
        }
        // Slight growth that flattens counts as none at all, so that must be surer.
        boolean isSlight = bytes - leapt < SLIGHT_BYTES;
        double sure = isSlight ? GrowthOdds.QUITE_SURELY : GrowthOdds.SURELY;
        if (kind == Kind.FLATTENING) {
            // What the load did looks like that too.
            boolean isDoubtful = odds.isOpen() && odds.ends() < sure;
            return isDoubtful ? as(Kind.UNCLEAR) : this;
        }
        if (odds.ends() >= sure && bytes >= Allocation.SETTLING_BYTES) {
            return as(Kind.FLATTENING);
        }
        boolean mayEnd = odds.ends() > GrowthOdds.MAYBE;
        return mayEnd || isIdle ? as(Kind.UNCLEAR) : this;
    }

    /// The same growth, going on as another does.
    Shape going(Shape other) {
        return new Shape(
                other.kind,
                bytes,
                leapt,
                largestLeap,
                spare,
                Math.max(stepsEach, other.stepsEach),
                other.ongoing,
                other.steps,
                other.centre);
    }

    /// The same growth without what the interpreter keeps for other objects. How that grew hides
    /// how the rest did, unless it is known who holds the rest.
    ///
    /// @param part from 0 to 1
    /// @param least the least growth that can be told from none, in bytes
    Shape withoutSpare(double part, double least, boolean isHolderKnown) {
        double left = 1 - part;
        boolean isFlat = part > 0 && kind.mayGoOn() && Math.min(bytes, ongoing) * left < least;
        boolean isHidden = part >= HIDING && kind == Kind.EVEN && !isHolderKnown;
        return new Shape(
                isFlat ? Kind.FLAT : isHidden ? Kind.UNCLEAR : kind,
                bytes * left,
                leapt * left,
                largestLeap,
                spare,
                stepsEach,
                isFlat ? 0 : ongoing * left,
                steps,
                centre);
    }

    /// The same growth, of another kind.
    Shape as(Kind other) {
        double on = other.mayGoOn() ? ongoing : 0;
        return new Shape(other, bytes, leapt, largestLeap, spare, stepsEach, on, steps, centre);
    }
}
