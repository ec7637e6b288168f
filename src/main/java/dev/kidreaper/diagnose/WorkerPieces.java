package dev.kidreaper.diagnose;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/// The pieces in which one worker has grown, the latest first, for as long as it may give them
/// back.
final class WorkerPieces {
    private static final int MOST_PIECES = 1024;

    private final Pairs pairs;
    private final Deque<Piece> pieces = new ArrayDeque<>();
    private int[] uses = new int[16];
    private int served;
    private int stratum;
    private @Nullable RouteTally last;
    private @Nullable RouteTally lastButOne;
    private boolean wasFirst = true;
    private boolean didCount;
    private long lastAfter;

    WorkerPieces(Pairs pairs) {
        this.pairs = pairs;
    }

    /// @param counts false for what a first request set up
    private record Piece(
            @Nullable RouteTally before,
            RouteTally own,
            double bytes,
            boolean counts,
            int stratum,
            long atBefore,
            long atOwn) {
        Piece less(double given) {
            return new Piece(before, own, bytes - given, counts, stratum, atBefore, atOwn);
        }
    }

    /// Adds a request.
    void add(RouteTally route, long before, long after) {
        route.request();
        count(route);
        if (last != null) {
            change(lastButOne, last, before - lastAfter, didCount);
        }
        boolean isFirst = use(route) == 1;
        stratum = Stratum.of(use(route), served);
        boolean counts = !isFirst && !wasFirst;
        if (counts) {
            pairs.of(last, route, stratum).chance();
        }
        change(last, route, after - before, counts);
        lastButOne = last;
        last = route;
        lastAfter = after;
        wasFirst = isFirst;
        didCount = counts;
    }

    private void count(RouteTally route) {
        served++;
        if (route.index() >= uses.length) {
            uses = Arrays.copyOf(uses, route.index() * 2);
        }
        uses[route.index()]++;
    }

    private int use(RouteTally route) {
        return uses[route.index()];
    }

    private void change(@Nullable RouteTally before, RouteTally own, long bytes, boolean counts) {
        if (bytes > 0) {
            if (pieces.size() >= MOST_PIECES) {
                pieces.removeLast(); // It stays in the tallies.
            }
            var piece =
                    new Piece(
                            before,
                            own,
                            bytes,
                            counts,
                            stratum,
                            before == null ? 0 : before.requests(),
                            own.requests());
            pieces.addFirst(piece);
            tally(piece, 1);
            return;
        }
        double given = -bytes;
        while (given > 0 && !pieces.isEmpty()) {
            Piece piece = pieces.removeFirst();
            tally(piece, -1);
            if (piece.bytes() > given) {
                Piece rest = piece.less(given);
                pieces.addFirst(rest);
                tally(rest, 1);
            }
            given -= piece.bytes();
        }
    }

    private void tally(Piece piece, int sign) {
        if (!piece.counts()) {
            return;
        }
        pairs.of(piece.before(), piece.own(), piece.stratum()).add(piece.bytes(), sign);
        piece.own().addOwn(piece.bytes(), sign, piece.atOwn());
        if (piece.before() != null) {
            piece.before().addNext(piece.bytes(), sign, piece.atBefore());
        }
    }
}
