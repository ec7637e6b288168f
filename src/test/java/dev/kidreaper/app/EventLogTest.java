package dev.kidreaper.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.history.Bounds;
import dev.kidreaper.history.History;
import dev.kidreaper.model.Event;
import dev.kidreaper.model.EventKind;
import dev.kidreaper.model.ProcessId;
import dev.kidreaper.model.ServedEvent;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class EventLogTest {
    private static final Instant AT = Instant.parse("2026-11-24T12:00:00.123Z");

    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void whatHappensToEachWorkerIsLoggedAndOnlyTroubleIsKept() {
        var starting = new ServedEvent.Starting(AT, "web", new ProcessId(812, 4711));
        var bug = new ServedEvent.Notice(AT, "web", EventKind.BUG, "[BUG] x");
        try (var history = History.inMemory(Bounds.DEFAULT)) {
            var log = log(history);
            log.record(starting);
            log.record(bug);
            log.flush();

            assertThat(history.events(null, Instant.EPOCH, 9)).containsExactly((Event) bug);
        }
        assertThat(err.toString(StandardCharsets.UTF_8).lines())
                .containsExactly(
                        "<7>pool=web worker=812 event=starting",
                        "<4>pool=web event=bug why=\"[BUG] x\"");
    }

    private EventLog log(History history) {
        return new EventLog(new PrintStream(err, true, StandardCharsets.UTF_8), true, history);
    }
}
