package dev.kidreaper.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Stream;
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
                .isEqualTo("pool=web worker=812 event=recycling uss=131M limit=100M cause=limit");
        assertThat(
                        new Event.Recycling(AT, "web", WORKER, REASON.early(Duration.ofSeconds(9)))
                                .text())
                .endsWith(" cause=limit reaches_limit_in=\"9.0 s\"");
        var outcome =
                new Outcome.Recycled(
                        WORKER, REASON, Duration.ofMillis(31), new ProcessId(9, 1), true, false);
        assertThat(new Event.Ended(AT, "web", outcome).text())
                .isEqualTo(
                        "pool=web worker=812 event=recycled uss=131M limit=100M cause=limit"
                                + " left_after=0.031s replaced_by=9 idle_proof=true");
    }

    /// What an operator sees of a recycle in the journal fits on a line.
    @Test
    void theLogsLineOfARecycleHasAtMost160Characters() {
        var outcome =
                new Outcome.Recycled(
                        WORKER, REASON, Duration.ofMillis(31), new ProcessId(9, 1), true, false);
        var shares = Map.of(GrowthCause.LEAK, 0.55, GrowthCause.COPY_ON_WRITE, 0.45);
        String route = "GET /a/route/that/has/a/name/which/is/longer/than/there/is/room/for";
        var mixed =
                new GrowthSummary(Verdict.MIXED, 0.96, shares, Duration.ofSeconds(61), null, route);
        assertThat(new Event.Ended(AT, "web", outcome, mixed).line())
                .hasSizeLessThanOrEqualTo(160)
                .startsWith("pool=web worker=812 event=recycled uss=131M limit=100M cause=limit")
                .contains(" verdict=mixed")
                .doesNotContain("shares");
        var unknown =
                new GrowthSummary(
                        Verdict.UNDECIDED, 0, Map.of(), Duration.ZERO, "was seen too short", null);
        assertThat(new Event.Ended(AT, "web", outcome, unknown).line()).endsWith("idle_proof=true");
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

    /// Scripts read these lines.
    @Test
    void whatHappensToAServedPoolIsALineOfALog() {
        Duration after = Duration.ofSeconds(5);
        var cause = RecycleCause.MAX_REQUESTS;
        assertThat(
                        Stream.of(
                                        new ServedEvent.Starting(AT, "web", WORKER),
                                        new ServedEvent.Leaving(AT, "web", WORKER, cause, 5),
                                        new ServedEvent.Asked(AT, "web", WORKER, cause),
                                        new ServedEvent.Killed(AT, "web", WORKER, cause, after),
                                        new ServedEvent.Exited(AT, "web", WORKER, "exit 0", cause),
                                        new ServedEvent.Exited(AT, "web", WORKER, "SEGV", null),
                                        new ServedEvent.Broken(AT, "web", WORKER, "closed", null),
                                        new ServedEvent.Stuck(AT, "web", WORKER, "GET /x", after),
                                        new ServedEvent.WorkerEnded(AT, "web", "exit 1", after),
                                        new ServedEvent.OrphansEnded(AT, "web", 3),
                                        new ServedEvent.Cut(AT, "web", "GET /x"),
                                        new ServedEvent.Malformed(AT, "web", 8, "version 2"),
                                        new ServedEvent.Notice(
                                                AT, "web", EventKind.NOT_ACCEPTING, "too many"))
                                .map(Event::text))
                .containsExactly(
                        "pool=web worker=812 event=starting",
                        "pool=web worker=812 event=leaving why=max-requests requests=5"
                                + " cause=max-requests",
                        "pool=web worker=812 event=asked signal=TERM"
                                + " why=\"it did not leave by itself\" cause=max-requests",
                        "pool=web worker=812 event=killed after=\"5.0 s\" cause=max-requests",
                        "pool=web worker=812 event=exited how=\"exit 0\" cause=max-requests",
                        "pool=web worker=812 event=exited how=SEGV",
                        "pool=web worker=812 event=broken why=closed",
                        "pool=web worker=812 event=stuck request=\"GET /x\" after=\"5.0 s\""
                                + " cause=stuck",
                        "pool=web event=worker-ended why=\"exit 1\" next_start_in=\"5.0 s\"",
                        "pool=web event=orphans-ended workers=3",
                        "pool=web event=cut request=\"GET /x\" why=\"the stop waited no longer\"",
                        "pool=web event=malformed from=web-server offset=8 why=\"version 2\"",
                        "pool=web event=not-accepting why=\"too many\"");
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
