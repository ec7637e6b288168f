package dev.kidreaper.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EventTest {
    private static final Instant AT = Instant.parse("2026-11-24T12:00:00.123456Z");
    private static final ProcessId WORKER = new ProcessId(812, 4711);
    private static final Reason REASON =
            new Reason(
                    RecycleCause.LIMIT,
                    Measure.USS,
                    137_363_456,
                    new Limit(Measure.USS, new Size(100L * 1024 * 1024)));

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
    void whyAWorkerHadGrownIsToldWithIt() {
        var outcome = new Outcome.Failed(WORKER, REASON, "still there", false, false);
        var shares = Map.of(GrowthCause.LEAK, 0.55, GrowthCause.COPY_ON_WRITE, 0.45);
        var growthSummary =
                new GrowthSummary(
                        Verdict.MIXED, 0.96, shares, Duration.ofSeconds(61), null, "GET /leak");
        assertThat(new Event.Ended(AT, "web", outcome, growthSummary).text())
                .endsWith(
                        "problem=\"still there\" verdict=mixed confidence=0.96"
                                + " shares=\"55% leak, 45% copy-on-write\" seen_for=\"61 s\""
                                + " route=\"GET /leak\"");
        var unknown =
                new GrowthSummary(
                        Verdict.UNDECIDED, 0, Map.of(), Duration.ZERO, "was seen too short", null);
        assertThat(new Event.Diagnosed(AT, "web", WORKER, unknown).text())
                .isEqualTo(
                        "pool=web event=diagnosed manager=812 verdict=undecided"
                                + " missing=\"was seen too short\" seen_for=\"0 ms\"");
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
        assertThat(new MemorySample(AT, "web", WORKER, Footprint.cheap(1, 1)).at())
                .isEqualTo(Instant.parse("2026-11-24T12:00:00.123Z"));
    }
}
