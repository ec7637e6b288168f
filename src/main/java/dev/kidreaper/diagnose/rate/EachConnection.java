package dev.kidreaper.diagnose.rate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What each connection that a pool accepts leaves in its worker's heap: as many pieces of one
/// size. A cache that is asked for what it has leaves none.
///
/// @param bytes of one piece
/// @param pieces that each leaves, at least 1
/// @param connections of all workers of which that was seen
/// @param hits how many of them left nothing, about; less than 0: some left more
public record EachConnection(long bytes, long pieces, double connections, double hits) {
    /// In fewer even a large cache is not asked for the same twice.
    private static final double FEWEST = 100;

    /// A worker with fewer has its say in no sum.
    private static final double FEWEST_EACH = 10;

    /// This part of them may have left nothing, or twice as much.
    private static final double MOST_HITS = 0.01;

    private static final double ALWAYS_ALLOWED = 1.5;

    /// One piece more or less, beside those of one, is of what is under way.
    private static final int UNDER_WAY = 1;

    /// At this part of all looks there must be no more than that.
    private static final double MOST_LOOKS = 0.85;

    /// What workers left of one size, from look to look.
    public static final class Looks {
        private final List<double[]> pieces = new ArrayList<>();
        private final List<double[]> connections = new ArrayList<>();

        /// Adds a worker.
        ///
        /// @param has how many pieces it had at each look
        /// @param accepted how many connections it had accepted by then
        public void add(double[] has, double[] accepted) {
            if (accepted[accepted.length - 1] - accepted[0] >= FEWEST_EACH) {
                pieces.add(has);
                connections.add(accepted);
            }
        }

        /// What each connection left; null if that differs, or if they were too few to tell.
        ///
        /// @param bytes of one piece
        public @Nullable EachConnection each(long bytes) {
            double left = 0;
            double all = 0;
            for (int w = 0; w < pieces.size(); w++) {
                left += rise(pieces.get(w));
                all += rise(connections.get(w));
            }
            long each = all < FEWEST ? 0 : Math.round(left / all);
            if (each < 1) {
                return null;
            }
            double hits = 0;
            for (int w = 0; w < pieces.size(); w++) {
                double[] lacking = lacking(each, pieces.get(w), connections.get(w));
                if (!isNarrow(lacking, each)) {
                    return null;
                }
                hits += rise(lacking) / each;
            }
            double most = Math.max(ALWAYS_ALLOWED, all * MOST_HITS);
            return Math.abs(hits) <= most ? new EachConnection(bytes, each, all, hits) : null;
        }

        /// How many pieces there are less than all connections together left.
        private static double[] lacking(long each, double[] has, double[] accepted) {
            var lacking = new double[has.length];
            for (int i = 0; i < has.length; i++) {
                lacking[i] = each * accepted[i] - has[i];
            }
            return lacking;
        }

        /// By chance a cache may leave as many pieces in all; it does not at each look.
        private static boolean isNarrow(double[] lacking, long each) {
            double middle = median(lacking, 0, lacking.length);
            double near =
                    Arrays.stream(lacking)
                            .filter(l -> Math.abs(l - middle) <= each + UNDER_WAY)
                            .count();
            return near >= lacking.length * MOST_LOOKS;
        }

        /// From the middle of the first third to that of the last.
        private static double rise(double[] values) {
            int third = Math.max(1, values.length / 3);
            return median(values, values.length - third, values.length) - median(values, 0, third);
        }

        private static double median(double[] values, int from, int to) {
            double[] some = Arrays.copyOfRange(values, from, to);
            Arrays.sort(some);
            return some[some.length / 2];
        }
    }

    /// How likely there are no more hits than there were, where a cache would have had so many
    /// (Poisson).
    ///
    /// @param expected in all these connections
    double likely(double expected) {
        long seen = Math.max(0, Math.round(hits));
        double one = Math.exp(-expected);
        double sum = 0;
        for (long n = 0; n <= seen; n++) {
            sum += one;
            one *= expected / (n + 1);
        }
        return sum;
    }
}
