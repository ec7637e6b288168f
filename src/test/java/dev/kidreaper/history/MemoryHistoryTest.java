package dev.kidreaper.history;

import static dev.kidreaper.history.Samples.*;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.model.Event;
import dev.kidreaper.model.OpenRecycle;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MemoryHistoryTest {
    private final MemoryHistory history = new MemoryHistory(SMALL);

    @Test
    void aRingKeepsTheLatest() {
        var ring = new Ring<Integer>(3);
        assertThat(ring.all()).isEmpty();
        IntStream.range(0, 8).forEach(ring::add);
        assertThat(ring.all()).containsExactly(5, 6, 7);
        assertThat(ring.first()).isEqualTo(5);
        assertThat(ring.next()).isEqualTo(8);
        assertThat(ring.from(0, 2)).containsExactly(5, 6);
        assertThat(ring.from(7, 9)).containsExactly(7);
        assertThat(ring.from(8, 9)).isEmpty();
    }

    @Test
    void answersWithTheLatestOfWhatIsAskedFor() {
        List<Event> events = ofEachKind();
        events.forEach(history::record);
        assertThat(history.events(null, Instant.EPOCH, 100)).isEqualTo(events);
        assertThat(history.events("mail", Instant.EPOCH, 100))
                .containsExactly(events.get(3), events.get(7));
        assertThat(history.events(null, at(10), 100)).isEqualTo(events.subList(10, 14));
        assertThat(history.events(null, Instant.EPOCH, 2)).isEqualTo(events.subList(12, 14));
    }

    @Test
    void keepsNoMoreThanItMay() {
        for (int i = 0; i < 60; i++) {
            history.record(paused(i, "x"));
            history.record(
                    IntStream.range(0, 20).mapToObj(n -> reading(at(n), WORKER, n)).toList());
        }
        assertThat(history.events(null, Instant.EPOCH, 1_000)).hasSize(50);
        assertThat(history.readings("web", WORKER, Instant.EPOCH, Instant.MAX)).hasSize(1_000);
    }

    @Test
    void knowsWhatIsOpen() {
        history.record(recycling(1, WORKER));
        history.record(recycling(2, OTHER));
        history.record(ended(3, recycled(WORKER)));
        assertThat(history.openRecycles())
                .containsExactly(new OpenRecycle((Event.Recycling) recycling(2, OTHER), true));
    }
}
