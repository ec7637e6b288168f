package dev.kidreaper.app.past;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.app.control.ControlQuestion;
import dev.kidreaper.model.Event;
import dev.kidreaper.model.Limit;
import dev.kidreaper.model.Measure;
import dev.kidreaper.model.Outcome;
import dev.kidreaper.model.ProcessId;
import dev.kidreaper.model.Reason;
import dev.kidreaper.model.RecycleCause;
import dev.kidreaper.model.Size;
import dev.kidreaper.show.top.TopEvent;
import dev.kidreaper.show.top.TopPool;
import dev.kidreaper.show.top.TopReader;
import dev.kidreaper.show.top.TopStatus;
import dev.kidreaper.show.top.TopWorker;
import dev.kidreaper.web.api.LookedAt;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/// A moment of the past as the daemon tells it and `top` reads it. The workers grow from 20 to 110
/// MiB in 270 seconds, one each 300 seconds, the first one from 3,000 seconds ago on.
class PastAnswerTest {
    private static final long MIB = 1L << 20;
    private static final Reason AT_LIMIT =
            new Reason(
                    RecycleCause.LIMIT,
                    Measure.USS,
                    96 * MIB,
                    new Limit(Measure.USS, new Size(96 * MIB)));

    private final Instant begin = Instant.ofEpochSecond(Instant.now().getEpochSecond() - 3000);

    private static TopStatus at(LookedAt daemon, Instant at, int pid) {
        return TopReader.past(
                daemon.ask(
                        ControlQuestion.of("past", "web")
                                .with("at", at.toEpochMilli())
                                .with("worker", pid)
                                .inJson(true)));
    }

    private static TopStatus.Past around(TopStatus status) {
        return Objects.requireNonNull(status.past());
    }

    private void recycleOfTheFirst(LookedAt daemon) {
        var worker = new ProcessId(1000, 7);
        daemon.happened(new Event.Recycling(begin.plusSeconds(280), "web", worker, AT_LIMIT));
        daemon.happened(
                new Event.Ended(
                        begin.plusSeconds(285),
                        "web",
                        new Outcome.Recycled(
                                worker, AT_LIMIT, Duration.ofMillis(5), null, true, false)));
        daemon.happened(new Event.Paused(begin.plusSeconds(900), "web", "an operator did"));
    }

    @Test
    void aMomentHasTheWorkersTheLimitAndTheEventsOfThen() {
        try (var daemon = new LookedAt().with("web", 2)) {
            daemon.remember(4);
            recycleOfTheFirst(daemon);
            TopStatus then = at(daemon, begin.plusSeconds(281), 0);
            assertThat(then.at()).isEqualTo(begin.plusSeconds(281));
            TopPool pool = then.pools().getFirst();
            assertThat(pool.state()).isEqualTo("seen");
            assertThat(pool.limit()).isEqualTo(96 * MIB);
            assertThat(pool.workers())
                    .extracting(TopWorker::pid, TopWorker::bytes, TopWorker::state)
                    .containsExactly(
                            org.assertj.core.groups.Tuple.tuple(1000L, 110 * MIB, "leaving"));
            assertThat(pool.workers().getFirst().growth()).isBetween(MIB / 4.0, MIB / 2.0);
            assertThat(around(then).earlier()).isEqualTo(begin.plusSeconds(280));
            assertThat(around(then).later()).isEqualTo(begin.plusSeconds(285));
        }
    }

    @Test
    void whoIsGoneIsNotShownAndWhatWasToldIs() {
        try (var daemon = new LookedAt().with("web", 2)) {
            daemon.remember(4);
            recycleOfTheFirst(daemon);
            TopStatus after = at(daemon, begin.plusSeconds(330), 1001);
            assertThat(after.pools().getFirst().workers())
                    .extracting(TopWorker::pid)
                    .containsExactly(1001L);
            assertThat(after.pools().getFirst().counts().recycled()).isEqualTo(1);
            assertThat(after.events()).extracting(TopEvent::kind).containsExactly("recycled");
            TopStatus paused = at(daemon, begin.plusSeconds(901), 0);
            assertThat(paused.pools().getFirst().state()).isEqualTo("paused");
            assertThat(paused.pools().getFirst().why()).isEqualTo("an operator did");
            assertThat(around(paused).later()).isNull();
        }
    }

    @Test
    void whereNobodyLookedNobodyIsShown() {
        try (var daemon = new LookedAt().with("web", 2)) {
            daemon.remember(1);
            TopPool before = at(daemon, begin.minusSeconds(999), 0).pools().getFirst();
            assertThat(before.state()).isEqualTo("not seen");
            assertThat(before.why()).contains("kidreaper was not running");
            assertThat(daemon.ask(ControlQuestion.of("past", "mail").with("at", 1)))
                    .contains("no pool is called 'mail'");
            assertThat(daemon.ask(ControlQuestion.of("past", "web").with("at", "soon")))
                    .contains("at=MILLISECONDS");
        }
    }
}
