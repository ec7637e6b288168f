package dev.kidreaper.front.io;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.linux.LinuxException;
import org.junit.jupiter.api.Test;

class MotionTest {
    private int told;

    private static int rounds(Motion motion, int most) {
        int rounds = 0;
        while (motion.goesOn()) {
            motion.done(++rounds < most);
        }
        motion.end();
        return rounds;
    }

    @Test
    void itGoesOnAsLongAsSomethingMoves() throws LinuxException {
        try (var eventLoop = new EventLoop()) {
            var motion = new Motion(eventLoop, (_, _, _, _) -> told++);
            assertThat(motion.begin()).isTrue();
            assertThat(motion.begin()).isFalse();
            assertThat(rounds(motion, 3)).isEqualTo(3);
            eventLoop.turn(0);
            assertThat(told).isZero();
        }
    }

    /// One who sent without end had the front for itself.
    @Test
    void whoMovesWithoutEndIsTurnedToAgainAfterTheOthers() throws LinuxException {
        try (var eventLoop = new EventLoop()) {
            var motion = new Motion(eventLoop, (_, _, _, _) -> told++);
            assertThat(motion.begin()).isTrue();
            assertThat(rounds(motion, Integer.MAX_VALUE)).isEqualTo(Motion.MOST_ROUNDS);
            assertThat(told).isZero();
            eventLoop.turn(60_000); // It does not wait.
            assertThat(told).isEqualTo(1);
        }
    }
}
