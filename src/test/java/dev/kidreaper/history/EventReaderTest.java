package dev.kidreaper.history;

import static dev.kidreaper.history.Samples.*;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.model.Event;
import dev.kidreaper.model.EventKind;
import dev.kidreaper.model.Footprint;
import dev.kidreaper.model.Limit;
import dev.kidreaper.model.Measure;
import dev.kidreaper.model.Reason;
import dev.kidreaper.model.RecycleCause;
import dev.kidreaper.model.Size;
import java.util.EnumMap;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Events as rows, and back.
class EventReaderTest {
    /// A kind that is kept and cannot be read back would be lost without a word.
    @ParameterizedTest
    @EnumSource
    void whateverIsKeptComesBackAsItWas(EventKind kind) {
        List<Event> samples = samples().filter(e -> e.kind() == kind).toList();

        assertThat(!samples.isEmpty()).as("a sample of it, if it is kept").isEqualTo(kind.isKept());
        for (Event event : samples) {
            assertThat(back(event)).isEqualTo(event);
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyCauseComesBack(RecycleCause cause) {
        var limit = new Limit(Measure.USS, new Size(100 << 20));
        var reason = new Reason(cause, Measure.USS, 7, limit);
        var event = new Event.Recycling(at(0), "web", WORKER, reason);

        assertThat(back(event)).isEqualTo(event);
    }

    @Test
    void aKindOfALaterKidreaperIsPassedOver() {
        assertThat(changed(paused(0, "x"), EventColumn.KIND, "teleported").event()).isNull();
    }

    @Test
    void aCauseOfALaterKidreaperIsNoneHere() {
        Event event = changed(recycling(0, WORKER), EventColumn.CAUSE, "moonlight").event();

        assertThat(event)
                .isInstanceOfSatisfying(Event.Recycling.class, e -> assertThat(e.cause()).isNull());
    }

    /// An earlier kidreaper kept no size for a worker that vanished.
    @Test
    void aWorkerThatVanishedWithoutItsReasonIsToldAsBefore() {
        var row = EventRow.of(ofEachKind().get(6), BOOT).values();
        row.remove(EventColumn.MEASURE);
        row.remove(EventColumn.CAUSE);

        assertThat(new EventReader(row).event())
                .isInstanceOfSatisfying(
                        Event.Ended.class,
                        e -> {
                            assertThat(e.outcome().reason().bytes()).isEqualTo(Footprint.UNREAD);
                            assertThat(e.text()).isEqualTo("pool=web worker=813 event=vanished");
                        });
    }

    private static Stream<Event> samples() {
        return Stream.concat(ofEachKind().stream(), ofServedPools().stream());
    }

    private static @Nullable Event back(Event event) {
        return new EventReader(EventRow.of(event, BOOT).values()).event();
    }

    private static EventReader changed(Event event, EventColumn column, Object value) {
        var row = new EnumMap<>(EventRow.of(event, BOOT).values());
        row.put(column, value);
        return new EventReader(row);
    }
}
