package dev.kidreaper.diagnose;

import dev.kidreaper.diagnose.Shape.Kind;

/// Tells what a curve looks like.
final class CurveClassifier {
    /// Before that a worker loads what each of its requests needs.
    private static final double SET_UP = 0.1;

    /// Before that the workers find their feet.
    static final double LATER = 0.35;

    /// Growth in fewer pieces than these is no trend.
    private static final double FEWEST_PIECES = 4;

    /// The end begins here.
    static final double LATE = 0.6;

    /// Growth in so many pieces is not absent for the whole end by chance.
    private static final double MANY_PIECES = 8;

    /// What warms up or leaks grows a worker in more pieces than these; fewer are large requests.
    static final double FEWEST_PIECES_EACH = 2.5;

    /// In so many pieces, of all workers together, the shape is reliable.
    private static final double ENOUGH_PIECES = 24;

    /// What is less than so much more than can be told may be chance.
    static final double MARGIN = 1.5;

    /// Growth that has slowed down to no less than this part of its average may go on.
    private static final double SLOWER = 0.6;

    /// What grows less and less counts as such from this size on.
    static final double SETTLING_BYTES = 1 << 20;

    /// Less than this part of all, later, is none.
    private static final double TRICKLE = 0.04;

    /// The centre of even growth in n pieces spreads by this over the root of n.
    private static final double SPREAD = 0.2887;

    /// Even growth's centre is not lower than by so much in eight cases of nine, in 27 of 28, in
    /// all but one of 700.
    private static final double FEW_SPREADS = 1.2;

    private static final double SOME_SPREADS = 1.8;
    private static final double MANY_SPREADS = 3;

    /// What is known to the byte flattens beyond doubt when its centre is so many spreads low from
    /// the start on, and half as many later.
    private static final double DOUBTLESS_SPREADS = 4;

    private static final double DOUBTLESS_WITHIN = 0.04;

    /// Pages come unevenly to what grows evenly, and load is never quite even.
    private static final double EVEN_WITHIN = 0.075;

    /// What is in use is known to the byte.
    private static final double HEAPS_EVEN_WITHIN = 0.05;

    /// Of that so much less can be told from nothing, if it comes in many pieces.
    private static final double HEAPS_FINER = 2;

    private static final double TRICKLE_PIECES = 20;

    private CurveClassifier() {}

    /// That of memory that is known in pages.
    ///
    /// @param workers how many were seen, those that came and went too
    /// @param comeAndGo whether the curve is over the workers' lives, not the observation
    /// @param least what can be told from no growth
    /// @param spare what a request takes and gives back
    static Kind ofPages(Curve curve, int workers, boolean comeAndGo, double least, double spare) {
        return kind(curve, workers, comeAndGo, least, spare, EVEN_WITHIN);
    }

    /// That of what is in use of heaps, which is known to the byte.
    static Kind ofHeaps(Curve curve, int workers, double least) {
        Kind kind = kind(curve, workers, false, least, 0, HEAPS_EVEN_WITHIN);
        if (!kind.mayGoOn()) {
            return isTrickle(curve, least / HEAPS_FINER) ? Kind.EVEN : kind;
        }
        if (curve.pieces(LATER, 1) < FEWEST_PIECES || !flattens(curve, SET_UP, 1)) {
            return kind;
        }
        // Beyond doubt from the start on. Later too, or a leak that took more at first?
        if (flattens(curve, LATER, 0.5)) {
            return Kind.FLATTENING;
        }
        return flattens(curve, LATER, 0.25) ? Kind.UNCLEAR : kind;
    }

    /// @param within how far the centre of even growth may be off, but for chance
    private static Kind kind(
            Curve curve,
            int workers,
            boolean comeAndGo,
            double least,
            double spare,
            double within) {
        double total = curve.total();
        double later = curve.between(LATER, 1);
        double pieces = curve.pieces(LATER, 1);
        double end = curve.afterWork(LATE);
        double goesOn = goesOn(curve);
        if (Math.min(goesOn, total) < least || later < total * TRICKLE) {
            return total < least ? Kind.FLAT : Kind.SETTLED;
        }
        double all = curve.pieces(0, 1);
        // Many pieces, and none at the end: it is over.
        if (all >= MANY_PIECES && end < total * TRICKLE / 2) {
            return Kind.SETTLED;
        }
        // Workers that come and go each set themselves up; what leaks grows on and on in each.
        if (comeAndGo && all < ENOUGH_PIECES && all / workers < FEWEST_PIECES_EACH) {
            return Kind.SETTLED;
        }
        // A heap that is raised now and then by a request larger than those before grows in a few
        // pieces, none larger than what requests take and give back.
        boolean isHeap = pieces / workers < FEWEST_PIECES && later <= spare;
        if (pieces < FEWEST_PIECES) {
            return isHeap ? Kind.SETTLED : Kind.UNCLEAR;
        }
        boolean isChance = goesOn < least * MARGIN && pieces < ENOUGH_PIECES;
        if (isEven(curve, LATER, FEW_SPREADS, within) || isEven(curve, 0, SOME_SPREADS, within)) {
            return isHeap || isChance ? Kind.UNCLEAR : Kind.EVEN;
        }
        // Rather uneven later: whether a leak after much else, or a cache, the time before says.
        if (isEven(curve, LATER, SOME_SPREADS, within)
                && isEven(curve, SET_UP, MANY_SPREADS, within)) {
            return Kind.UNCLEAR;
        }
        // Little that has slowed down, or much that has hardly: it may go on like that.
        boolean isSetUp = comeAndGo && all / workers < FEWEST_PIECES_EACH;
        boolean mayGoOn = total < SETTLING_BYTES || goesOn > total * SLOWER;
        return mayGoOn && !isSetUp && !isChance ? Kind.UNCLEAR : Kind.FLATTENING;
    }

    /// Whether it grows evenly all the time, in many pieces.
    private static boolean isTrickle(Curve curve, double least) {
        return Math.min(goesOn(curve), curve.total()) >= least
                && curve.pieces(0, 1) >= TRICKLE_PIECES
                && isEven(curve, 0, SOME_SPREADS, HEAPS_EVEN_WITHIN)
                && isEven(curve, LATER, FEW_SPREADS, HEAPS_EVEN_WITHIN);
    }

    /// What it would have gained in all, had it always grown as it does later, or at the end.
    private static double goesOn(Curve curve) {
        return Math.min(curve.between(LATER, 1) / (1 - LATER), curve.afterWork(LATE) / (1 - LATE));
    }

    /// Whether it flattens from there on, by such a part of what is beyond doubt.
    private static boolean flattens(Curve curve, double from, double part) {
        return !isEven(curve, from, DOUBTLESS_SPREADS * part, DOUBTLESS_WITHIN * part);
    }

    /// By how much the centre of even growth in so many pieces spreads.
    static double spread(double pieces) {
        return SPREAD / Math.sqrt(Math.max(1, pieces));
    }

    private static boolean isEven(Curve curve, double from, double spreads, double within) {
        double spread = spread(curve.pieces(from, 1));
        return curve.centre(from) >= 0.5 - Math.max(within, spreads * spread);
    }
}
