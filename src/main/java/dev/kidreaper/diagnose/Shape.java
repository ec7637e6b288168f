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
        Kind kind =
                CurveClassifier.ofPages(
                        curve, workers.size(), comeAndGo, resolution.bytes(), spare);
        return of(kind, all, curve, leaps, workers.size(), spare);
    }

    /// Looks at what is in use of their heaps. What a request takes and gives back is not in it.
    static Shape ofHeaps(Curves curves, List<Retained> workers, Resolution resolution) {
        List<double[]> kept = workers.stream().map(Retained::inUse).toList();
        Leaps leaps = Leaps.of(workers, kept);
        Curve curve = HeapCurve.curve(curves, workers, leaps.areSingle() ? leaps.without() : kept);
        Kind kind = CurveClassifier.ofHeaps(curve, workers.size(), resolution.bytes());
        return of(kind, curves.of(workers, kept), curve, leaps, workers.size(), 0);
    }

    /// @param all what it gained
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
                curve.pieces(0, 1) / workers,
                ongoing,
                curve.pieces(CurveClassifier.LATER, 1),
                curve.centre(CurveClassifier.LATER));
    }

    /// Whether it grows less and less in the later part, by two standard deviations.
    boolean slowsDown() {
        return centre < 0.5 - 2 * CurveClassifier.spread(pieces);
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
}
