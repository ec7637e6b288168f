package dev.kidreaper.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.model.Event;
import dev.kidreaper.model.Measure;
import dev.kidreaper.model.MemorySample;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class CircuitBreakerTest {
    private static final long MINUTE = 60_000_000_000L;

    private final List<Event> events = new ArrayList<>();
    private final CircuitBreaker breaker =
            new CircuitBreaker("web", new Events(), InstantSource.fixed(Instant.EPOCH));

    /// Where two are away at once, the one that was begun before says nothing of the other's fault.
    @Test
    void itStaysOpenWhenARecycleThatWasBegunBeforeGoesWell() {
        breaker.failed("the replacement died", 0);
        breaker.recycled(Measure.USS, OptionalLong.empty(), OptionalLong.empty());
        assertThat(breaker.isOpen(1)).isTrue();
        assertThat(breaker.isOpen(MINUTE)).isFalse();
        assertThat(events)
                .extracting(e -> e.getClass().getSimpleName())
                .containsExactly("Paused", "Resumed");
    }

    private final class Events implements Recorder {
        @Override
        public void record(Event event) {
            events.add(event);
        }

        @Override
        public void record(List<MemorySample> readings) {
            throw new AssertionError("it reads nothing");
        }
    }
}
