package dev.kidreaper.diagnose.rate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Test;

class EachConnectionTest {
    private static final int LOOKS = 30;
    private static final int BETWEEN = 7;

    /// @param left what so many connections have left, in pieces
    private static double[] left(IntUnaryOperator left) {
        var pieces = new double[LOOKS];
        for (int i = 0; i < LOOKS; i++) {
            pieces[i] = 1000 + left.applyAsInt(i * BETWEEN);
        }
        return pieces;
    }

    private static double[] accepted() {
        var accepted = new double[LOOKS];
        for (int i = 0; i < LOOKS; i++) {
            accepted[i] = i * BETWEEN;
        }
        return accepted;
    }

    private static EachConnection.Looks looks(IntUnaryOperator... workers) {
        var looks = new EachConnection.Looks();
        for (IntUnaryOperator worker : workers) {
            looks.add(left(worker), accepted());
        }
        return looks;
    }

    @Test
    void whatEachLeavesIsCounted() {
        EachConnection each =
                Objects.requireNonNull(looks(n -> 3 * n, n -> 3 * n + n % 2).each(320));
        assertThat(each.bytes()).isEqualTo(320);
        assertThat(each.pieces()).isEqualTo(3);
        assertThat(each.connections()).isEqualTo(2 * 20 * BETWEEN);
        assertThat(each.hits()).isCloseTo(0, within(0.5));
    }

    /// A piece more or less is of a request under way, now and then.
    @Test
    void whatIsUnderWayDoesNotMatter() {
        var random = new SplittableRandom(1);
        IntUnaryOperator busy = n -> n - random.nextInt(2) + (random.nextInt(20) == 0 ? 9 : 0);
        assertThat(looks(busy, busy, busy).each(64)).isNotNull();
    }

    /// One hit in twenty is not of each; nor is half of all.
    @Test
    void whatDiffersIsNotOfEach() {
        assertThat(looks(n -> n - n / 20, n -> n - n / 20).each(64)).isNull();
        assertThat(looks(n -> n / 2).each(64)).isNull();
    }

    /// A cache that misses half of the time and has two pieces for each entry leaves as many on
    /// average, but not at each look: hardly ever.
    @Test
    void whatIsSoOnAverageIsNotOfEach() {
        int mistaken = 0;
        for (int seed = 0; seed < 500; seed++) {
            var random = new SplittableRandom(seed);
            var walk = new int[LOOKS * BETWEEN];
            for (int i = 1; i < walk.length; i++) {
                walk[i] = walk[i - 1] + 2 * random.nextInt(2);
            }
            mistaken += looks(n -> walk[n], n -> walk[n]).each(64) == null ? 0 : 1;
        }
        assertThat(mistaken).isLessThan(5);
    }

    /// Only the one worker that has hits tells that it is a cache.
    @Test
    void oneWorkerIsEnoughToTellThatItDiffers() {
        IntUnaryOperator all = n -> n;
        assertThat(looks(all, all, n -> n - n / 10).each(64)).isNull();
    }

    @Test
    void tooFewTellNothing() {
        var looks = new EachConnection.Looks();
        var some = new double[] {0, 9, 18, 27, 36, 45};
        looks.add(some, some);
        assertThat(looks.each(64)).isNull();
        assertThat(new EachConnection.Looks().each(64)).isNull();
    }

    /// P(N <= 0) is the power of e; P(N <= 1) that and as much times the expected number.
    @Test
    void howLikelySoFewHitsAre() {
        assertThat(new EachConnection(64, 1, 200, 0.2).likely(3)).isCloseTo(0.0498, within(1e-3));
        assertThat(new EachConnection(64, 1, 200, -1.2).likely(3)).isCloseTo(0.0498, within(1e-3));
        assertThat(new EachConnection(64, 1, 200, 1.1).likely(3)).isCloseTo(0.1991, within(1e-3));
    }
}
