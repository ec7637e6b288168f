package dev.kidreaper.diagnose;

import java.util.List;
import java.util.function.Function;

/// What the growth of one part of memory looks like.
///
/// @param kind in one word, but for leaps
/// @param bytes what an average worker gained
/// @param leapt how much of it by a single leap
/// @param largestLeap the largest single leap of any worker
/// @param spare what requests take and give back
/// @param piecesEach in how many pieces of like size a worker grew on average, in all
/// @param ongoing how much of it belongs to growth that goes on at the end as it did before
/// @param pieces in how many pieces of like size the pool grew in the later part
/// @param centre where in the later part its gains lie on average: 0.5 is even, less flattens
record Shape(
        Kind kind,
        double bytes,
        double leapt,
        double largestLeap,
        double spare,
        double piecesEach,
        double ongoing,
        double pieces,
        double centre) {
    /// What growth can look like.
    enum Kind {
        /// It does not grow to speak of.
        FLAT("does not grow"),
        /// It grows evenly.
        EVEN("grows evenly"),
        /// It grows less and less.
        FLATTENING("flattens"),
        /// It grew in the beginning, and then no more.
        SETTLED("grew, then stayed"),
        /// It grows, but it cannot be told how yet.
        UNCLEAR("cannot be told yet");

        final String words;

        /// Whether it may go on.
        boolean mayGoOn() {
            return this == EVEN || this == UNCLEAR;
        }

        Kind(String words) {
            this.words = words;
        }
    }

    /// Before that a worker loads what each of its requests needs.
    private static final double SET_UP = 0.1;

    /// Before that the workers find their feet.
    private static final double LATER = 0.35;

    /// Growth in fewer pieces than these is no trend.
    private static final double FEWEST_PIECES = 4;

    /// The end begins here.
    private static final double LATE = 0.6;

    /// Growth in so many pieces is not absent for the whole end by chance.
    private static final double MANY_PIECES = 8;

    /// What warms up or leaks grows a worker in more pieces than these; fewer are large requests.
    static final double FEWEST_PIECES_EACH = 2.5;

    /// In so many pieces, of all workers together, the shape is reliable.
    private static final double ENOUGH_PIECES = 24;

    /// What is less than so much more than can be told, in few pieces, may be chance.
    private static final double MARGIN = 1.5;

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

    /// Looks at one part.
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
        Kind kind = kind(curve, workers.size(), comeAndGo, resolution.bytes(), spare, EVEN_WITHIN);
        return of(kind, all, curve, leaps, workers.size(), spare);
    }

    /// Looks at what is in use of their heaps. What a request takes and gives back is not in it.
    static Shape ofHeaps(Curves curves, List<Retained> workers, Resolution resolution) {
        List<double[]> kept = workers.stream().map(Retained::inUse).toList();
        Leaps leaps = Leaps.of(workers, kept);
        Curve curve = Walks.curve(curves, workers, leaps.areSingle() ? leaps.without() : kept);
        Kind kind = kind(curve, workers.size(), false, resolution.bytes(), 0, HEAPS_EVEN_WITHIN);
        return of(kind, curves.of(workers, kept), curve, leaps, workers.size(), 0);
    }

    /// @param all what it gained
    /// @param curve the same without single leaps
    private static Shape of(
            Kind kind, Curve all, Curve curve, Leaps leaps, int workers, double spare) {
        double total = curve.total();
        double later = curve.between(LATER, 1);
        double ongoing =
                switch (kind) {
                    case EVEN, UNCLEAR -> Math.min(total, later / (1 - LATER));
                    case FLAT, FLATTENING, SETTLED -> 0;
                };
        return new Shape(
                kind,
                all.total(),
                all.total() - total,
                leaps.areSingle() ? leaps.largest() : 0,
                spare,
                curve.pieces(0, 1) / workers,
                ongoing,
                curve.pieces(LATER, 1),
                curve.centre(LATER));
    }

    /// The same growth, going on as another does.
    Shape going(Shape other) {
        return new Shape(
                other.kind,
                bytes,
                leapt,
                largestLeap,
                spare,
                piecesEach,
                other.ongoing,
                other.pieces,
                other.centre);
    }

    /// The same growth, of another kind.
    Shape as(Kind other) {
        double on = other.mayGoOn() ? ongoing : 0;
        return new Shape(other, bytes, leapt, largestLeap, spare, piecesEach, on, pieces, centre);
    }

    /// @param workers how many were seen, those that came and went too
    /// @param least what can be told from no growth
    /// @param spare what a request takes and gives back
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
        double goesOn = Math.min(later / (1 - LATER), end / (1 - LATE));
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
        if (within < EVEN_WITHIN && flattens(curve, DOUBTLESS_SPREADS / 2, DOUBTLESS_WITHIN / 2)) {
            return Kind.FLATTENING;
        }
        if (within < EVEN_WITHIN && flattens(curve, DOUBTLESS_SPREADS / 4, DOUBTLESS_WITHIN / 4)) {
            return Kind.UNCLEAR;
        }
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

    /// Beyond doubt from the start on, and in the later part by so many spreads.
    private static boolean flattens(Curve curve, double spreads, double within) {
        return !isEven(curve, SET_UP, DOUBTLESS_SPREADS, DOUBTLESS_WITHIN)
                && !isEven(curve, LATER, spreads, within);
    }

    private static boolean isEven(Curve curve, double from, double spreads, double within) {
        double spread = SPREAD / Math.sqrt(Math.max(1, curve.pieces(from, 1)));
        return curve.centre(from) >= 0.5 - Math.max(within, spreads * spread);
    }
}
