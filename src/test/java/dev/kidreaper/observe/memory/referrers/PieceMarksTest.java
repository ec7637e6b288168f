package dev.kidreaper.observe.memory.referrers;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// Where pieces begin, one bit each.
class PieceMarksTest {
    private static final long HEAP = 0x5581_2340_0000L;

    @Test
    void areWhatASetOfPlacesIs() {
        var random = new SplittableRandom(1);
        var marks = new PieceMarks();
        var places = new TreeSet<Long>();
        for (int i = 0; i < 3000; i++) {
            long place = HEAP + random.nextLong(5 << 20) / 16 * 16;
            marks.piece(place, place + 100, 100);
            places.add(place);
        }
        for (int i = 0; i < 20_000; i++) {
            long at = HEAP + random.nextLong(6 << 20);
            Long before = places.floor(at);
            assertThat(marks.before(at)).isEqualTo(before == null ? -1 : before);
            assertThat(marks.has(at / 16 * 16)).isEqualTo(places.contains(at / 16 * 16));
        }
    }

    @Test
    void thereIsNoneBeforeTheFirst() {
        var marks = new PieceMarks();
        assertThat(marks.before(HEAP)).isEqualTo(-1);
        marks.piece(HEAP, HEAP + 16, 16);
        assertThat(marks.before(HEAP - 1)).isEqualTo(-1);
        assertThat(marks.before(HEAP)).isEqualTo(HEAP);
        assertThat(marks.before(HEAP + (300L << 20))).isEqualTo(HEAP);
        // Too far away to contain it.
        assertThat(marks.before(HEAP + (600L << 20))).isEqualTo(-1);
    }
}
