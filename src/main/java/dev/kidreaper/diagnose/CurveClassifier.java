package dev.kidreaper.diagnose;

import dev.kidreaper.diagnose.Shape.Kind;

/// Tells the shape of a curve. Sizes and parts below are bounds that it uses.
final class CurveClassifier {
    /// Until then a worker loads what each of its requests needs.
    private static final double SET_UP = 0.1;

    /// Until then the workers settle down.
    static final double LATER = 0.35;

    /// Growth in fewer steps is no trend.
    private static final double FEWEST_STEPS = 4;

    /// The end of the time begins here.
    static final double LATE = 0.6;

    /// Growth in this many steps is not absent from the whole end by chance.
    private static final double MANY_STEPS = 8;

    /// A warm-up or a leak grows a worker in more steps than this; fewer are large requests.
    static final double FEWEST_STEPS_EACH = 2.5;

    /// With this many steps, of all workers together, the shape is reliable.
    private static final double ENOUGH_STEPS = 24;

    /// Growth below this multiple of what can be told may be chance.
    static final double MARGIN = 1.5;

    /// Growth that has slowed down to at least this part of its average may go on.
    private static final double SLOWER = 0.6;

    /// Flattening growth counts as such from this size.
    static final double SETTLING_BYTES = 1 << 20;

    /// Less than this part of all growth, in the later part, counts as none.
    private static final double TRICKLE = 0.04;

    /// The centre of even growth in n steps spreads by this over the root of n.
    private static final double SPREAD = 0.2887;

    /// The centre of even growth is lower by less than this many spreads in eight cases of nine, in
    /// 27 of 28, in all but one of 700.
    private static final double FEW_SPREADS = 1.2;

    private static final double SOME_SPREADS = 1.8;
    private static final double MANY_SPREADS = 3;

    /// Growth known to the byte certainly flattens if its centre is this many spreads low from the
    /// start, and half as many later.
    private static final double DOUBTLESS_SPREADS = 4;

    private static final double DOUBTLESS_WITHIN = 0.04;

    /// Even growth gets its pages unevenly, and load is never quite even.
    private static final double EVEN_WITHIN = 0.075;

    /// What is in use is known to the byte.
    private static final double HEAPS_EVEN_WITHIN = 0.05;

    /// There, growth that is smaller by this factor can be told from none, if it comes in many
    /// steps.
    private static final double HEAPS_FINER = 2;

    private static final double TRICKLE_STEPS = 20;

    private CurveClassifier() {}

    /// The shape of memory that is known in pages.
    ///
    /// @param workers how many were seen, including those that came and went
    /// @param comeAndGo whether the curve is over the workers' lives, not the observation
    /// @param least the least growth that can be told from none
    /// @param spare what a request takes and gives back
    static Kind ofPages(Curve curve, int workers, boolean comeAndGo, double least, double spare) {
        return kind(curve, workers, comeAndGo, least, spare, EVEN_WITHIN);
    }

    /// The shape of what is in use of heaps, which is known to the byte.
    static Kind ofHeaps(Curve curve, int workers, double least) {
        Kind kind = kind(curve, workers, false, least, 0, HEAPS_EVEN_WITHIN);
        if (!kind.mayGoOn()) {
            return isTrickle(curve, least / HEAPS_FINER) ? Kind.EVEN : kind;
        }
        if (curve.steps(LATER, 1) < FEWEST_STEPS || !flattens(curve, SET_UP, 1)) {
            return kind;
        }
        // It flattens from the start. Later too, or is it a leak that took more at first?
        if (flattens(curve, LATER, 0.5)) {
            return Kind.FLATTENING;
        }
        return flattens(curve, LATER, 0.25) ? Kind.UNCLEAR : kind;
    }

    /// @param within how far the centre of even growth may be off, apart from chance
    private static Kind kind(
            Curve curve,
            int workers,
            boolean comeAndGo,
            double least,
            double spare,
            double within) {
        double total = curve.total();
        double later = curve.between(LATER, 1);
        double steps = curve.steps(LATER, 1);
        double end = curve.afterWork(LATE);
        double goesOn = goesOn(curve);
        if (Math.min(goesOn, total) < least || later < total * TRICKLE) {
            return total < least ? Kind.FLAT : Kind.SETTLED;
        }
        double all = curve.steps(0, 1);
        // Many steps, and none at the end: it is over.
        if (all >= MANY_STEPS && end < total * TRICKLE / 2) {
            return Kind.SETTLED;
        }
        // Each worker that comes and goes sets itself up; a leak grows on and on in each.
        if (comeAndGo && all < ENOUGH_STEPS && all / workers < FEWEST_STEPS_EACH) {
            return Kind.SETTLED;
        }
        // A heap may be raised now and then, by a request larger than those before. Then it grows
        // in a few steps, none larger than what requests take and give back.
        boolean isHeap = steps / workers < FEWEST_STEPS && later <= spare;
        if (steps < FEWEST_STEPS) {
            return isHeap ? Kind.SETTLED : Kind.UNCLEAR;
        }
        boolean isChance = goesOn < least * MARGIN && steps < ENOUGH_STEPS;
        if (isEven(curve, LATER, FEW_SPREADS, within) || isEven(curve, 0, SOME_SPREADS, within)) {
            return isHeap || isChance ? Kind.UNCLEAR : Kind.EVEN;
        }
        // Rather uneven later: the time before tells a leak after much else from a cache.
        if (isEven(curve, LATER, SOME_SPREADS, within)
                && isEven(curve, SET_UP, MANY_SPREADS, within)) {
            return Kind.UNCLEAR;
        }
        // Slight growth that has slowed down, or much that has hardly: it may go on like that.
        boolean isSetUp = comeAndGo && all / workers < FEWEST_STEPS_EACH;
        boolean mayGoOn = total < SETTLING_BYTES || goesOn > total * SLOWER;
        return mayGoOn && !isSetUp && !isChance ? Kind.UNCLEAR : Kind.FLATTENING;
    }

    /// Whether the curve grows evenly all the time, in many steps.
    private static boolean isTrickle(Curve curve, double least) {
        return Math.min(goesOn(curve), curve.total()) >= least
                && curve.steps(0, 1) >= TRICKLE_STEPS
                && isEven(curve, 0, SOME_SPREADS, HEAPS_EVEN_WITHIN)
                && isEven(curve, LATER, FEW_SPREADS, HEAPS_EVEN_WITHIN);
    }

    /// The whole gain if it had always grown as it does later, or at the end.
    private static double goesOn(Curve curve) {
        return Math.min(curve.between(LATER, 1) / (1 - LATER), curve.afterWork(LATE) / (1 - LATE));
    }

    /// Whether the curve flattens from there on, by this part of what is certain.
    private static boolean flattens(Curve curve, double from, double part) {
        return !isEven(curve, from, DOUBTLESS_SPREADS * part, DOUBTLESS_WITHIN * part);
    }

    /// The spread of the centre of even growth in a number of steps.
    static double spread(double steps) {
        return SPREAD / Math.sqrt(Math.max(1, steps));
    }

    private static boolean isEven(Curve curve, double from, double spreads, double within) {
        double spread = spread(curve.steps(from, 1));
        return curve.centre(from) >= 0.5 - Math.max(within, spreads * spread);
    }
}
