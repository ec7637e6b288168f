package dev.kidreaper.web.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.model.Event;
import dev.kidreaper.model.Footprint;
import dev.kidreaper.model.Helper;
import dev.kidreaper.model.Measure;
import dev.kidreaper.model.PoolSnapshot;
import dev.kidreaper.model.ProcessId;
import dev.kidreaper.model.ServedEvent;
import dev.kidreaper.show.DaemonStatus;
import dev.kidreaper.show.StatusJson;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What any local user may read holds no secret of a process or of a visitor.
class DiscreetTest {
    private static final Instant AT = Instant.EPOCH;
    private static final ProcessId WORKER = new ProcessId(7, 7);
    private static final String SAID = "a worker ended by itself (exit 1): password=hunter2";

    private static String text(Event event) {
        return Discreet.of(event).text();
    }

    @Test
    void eventsNameRoutesAndNotWhatWorkersWrote() {
        assertThat(text(new ServedEvent.Cut(AT, "web", "GET /user/4711/mail?token=abc")))
                .contains("GET /user/*/mail")
                .doesNotContain("4711", "token");
        assertThat(text(new ServedEvent.Stuck(AT, "web", WORKER, "GET /reset/4711?x=1", null)))
                .doesNotContain("4711", "x=1");
        assertThat(text(new ServedEvent.WorkerEnded(AT, "web", SAID, Duration.ZERO)))
                .contains("exit 1")
                .doesNotContain("hunter2");
    }

    @Test
    void theStatusHasNoTitlesAndNoLastWords() {
        var worker =
                new PoolSnapshot.Member(
                        WORKER,
                        0,
                        Footprint.cheap(1, 1),
                        1,
                        null,
                        false,
                        List.of(new Helper(new ProcessId(8, 8), "convert", Footprint.cheap(1, 1))));
        var pool =
                new PoolSnapshot(
                        "web",
                        PoolSnapshot.State.PAUSED,
                        SAID,
                        null,
                        Measure.USS,
                        null,
                        List.of(worker),
                        0,
                        0,
                        0,
                        null,
                        List.of());
        var status =
                new DaemonStatus(
                        new DaemonStatus.Program("1", "watch", 1, AT, null),
                        AT,
                        "on disk",
                        List.of(new DaemonStatus.Kept(pool, AT)));
        assertThat(StatusJson.status(Discreet.of(status), 0))
                .contains("exit 1", "\"pid\":8")
                .doesNotContain("hunter2", "convert");
    }
}
