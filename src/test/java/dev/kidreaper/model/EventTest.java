package dev.kidreaper.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class EventTest {
    private static final Instant AT = Instant.parse("2026-11-24T12:00:00.123456Z");
    private static final ProcessId WORKER = new ProcessId(812, 4711);
    private static final Reason REASON =
            new Reason(
                    Measure.USS, 137_363_456, new Limit(Measure.USS, new Size(100L * 1024 * 1024)));

    @Test
    void aRecycleIsALineOfALog() {
        assertThat(new Event.Recycling(AT, "web", WORKER, REASON).text())
                .isEqualTo("pool=web worker=812 event=recycling uss=131M limit=100M");
        var outcome =
                new Outcome.Recycled(
                        WORKER, REASON, Duration.ofMillis(31), new ProcessId(9, 1), true, false);
        assertThat(new Event.Ended(AT, "web", outcome).text())
                .isEqualTo(
                        "pool=web worker=812 event=recycled uss=131M limit=100M left_after=0.031s"
                                + " replaced_by=9 idle_proof=true");
    }

    @Test
    void whateverAValueHoldsItStaysOneLine() {
        assertThat(new Event.Paused(AT, "my web", "it said \"no\"\nevent=recycled").text())
                .isEqualTo(
                        "pool=\"my web\" event=paused why=\"it said \\\"no\\\" event=recycled\"");
    }

    @Test
    void timesAreToTheMillisecond() {
        assertThat(new Event.Resumed(AT, "web").at())
                .isEqualTo(Instant.parse("2026-11-24T12:00:00.123Z"));
        assertThat(new Reading(AT, "web", WORKER, Footprint.cheap(1, 1)).at())
                .isEqualTo(Instant.parse("2026-11-24T12:00:00.123Z"));
    }
}
