package dev.kidreaper.diagnose.rate;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import org.jspecify.annotations.Nullable;

/// How likely a cache is asked so seldom for what it has as was seen, or a leak takes something of
/// each connection.
final class Hits {
    /// However unlikely: a request may ask twice.
    private static final double LEAST = 1e-9;

    /// Others leave something now and then. That a leak is of one route of many makes nothing
    /// likelier: so may a cache be.
    private static final double LEAKS_OF_EACH = 0.7;

    private final @Nullable EachConnection each;
    private final double asked;
    private final double[] lives;

    /// @param each what each connection left behind; null if nothing is known of hits
    /// @param asked how many requests an average worker served within the observation
    /// @param lives the work that workers had done before; an average one does 1 within it
    Hits(@Nullable EachConnection each, double asked, double[] lives) {
        this.each = each;
        this.asked = asked;
        this.lives = lives;
    }

    /// How likely a leak leaves as much of each connection; 1 if that is unknown.
    double ofLeak() {
        return each == null ? 1 : LEAKS_OF_EACH;
    }

    /// That likelihood of a cache if keys are asked equally; 1 if nothing is known.
    ///
    /// @param decay by which power of e the rate of new keys falls within the observation
    double unseen(double decay) {
        return unseen(begun -> Math.exp(-decay * begun) * -Math.expm1(-decay) / decay);
    }

    /// The same if they are not.
    double unseen(UnequalKeys keys) {
        return unseen(b -> (keys.known((b + 1) * asked) - keys.known(b * asked)) / asked);
    }

    /// @param missed the part of all requests that ask for something new, of a worker that had done
    ///   so much before
    private double unseen(DoubleUnaryOperator missed) {
        if (each == null) {
            return 1;
        }
        double part = Arrays.stream(lives).map(missed).average().orElse(1);
        return Math.max(LEAST, each.likely(each.connections() * (1 - part)));
    }
}
