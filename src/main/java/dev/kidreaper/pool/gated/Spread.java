package dev.kidreaper.pool.gated;

/// The numbers of requests after which workers go, as far from each other as `N±J` allows: those
/// that start one after the other do not end together.
/*
 * Numbers by chance come close to each other: of five, two are nearer than a twelfth of the range
 * more often than not. Any five that follow each other in steps of the golden section are at least
 * an eighth of it apart.
 */
final class Spread {
    private static final double GOLDEN = 0.618_033_988_749_895;

    private final int middle;
    private final int most;
    private double place;

    /// @param middle N; 0: no number at all
    /// @param most J
    /// @param place of the first one, from 0 to 1
    Spread(int middle, int most, double place) {
        this.middle = middle;
        this.most = most;
        this.place = place % 1;
    }

    /// The number of the next worker.
    int next() {
        place = (place + GOLDEN) % 1;
        return middle - most + (int) (place * (2L * most + 1));
    }
}
