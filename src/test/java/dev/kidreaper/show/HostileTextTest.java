package dev.kidreaper.show;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.app.OperatorError;
import dev.kidreaper.diagnose.Diagnosis;
import dev.kidreaper.model.Amount;
import dev.kidreaper.model.Event;
import dev.kidreaper.model.EventKind;
import dev.kidreaper.model.EventOrigin;
import dev.kidreaper.model.Footprint;
import dev.kidreaper.model.ForeignText;
import dev.kidreaper.model.GrowthCause;
import dev.kidreaper.model.GrowthSummary;
import dev.kidreaper.model.Helper;
import dev.kidreaper.model.Limit;
import dev.kidreaper.model.Limits;
import dev.kidreaper.model.Manager;
import dev.kidreaper.model.ManagerTarget;
import dev.kidreaper.model.Measure;
import dev.kidreaper.model.Outcome;
import dev.kidreaper.model.Pool;
import dev.kidreaper.model.PoolSettings;
import dev.kidreaper.model.PoolSnapshot;
import dev.kidreaper.model.ProcessId;
import dev.kidreaper.model.ProfileChoice;
import dev.kidreaper.model.Profiles;
import dev.kidreaper.model.Reason;
import dev.kidreaper.model.RecycleCause;
import dev.kidreaper.model.RecyclePolicy;
import dev.kidreaper.model.Report;
import dev.kidreaper.model.RouteGrowth;
import dev.kidreaper.model.ServedEvent;
import dev.kidreaper.model.Settings;
import dev.kidreaper.model.Size;
import dev.kidreaper.model.Verdict;
import dev.kidreaper.model.Worker;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Everything that we show, with words in it that others have chosen to do harm.
class HostileTextTest {
    private static final String EVIL =
            "a\033]0;owned\007\u009b2J\177\r\nforged=1\u0085\u2028\u202Eb\u2066\u200F\u061C\uD83Dc";
    private static final Instant AT = Instant.parse("2026-11-29T12:00:00Z");
    private static final ProcessId PID = new ProcessId(812, 4711);
    private static final Manager MANAGER =
            new Manager(PID, 1, EVIL, Footprint.cheap(1, 1), Profiles.UNKNOWN);
    private static final Limit LIMIT = new Limit(Measure.RSS, new Size(1));
    private static final Reason REASON = new Reason(RecycleCause.LIMIT, Measure.RSS, 9, LIMIT);
    private static final Helper HELPER = new Helper(PID, EVIL, Footprint.cheap(1, 1));
    private static final GrowthSummary GROWTH =
            new GrowthSummary(
                    Verdict.STEADY,
                    0.9,
                    Map.of(GrowthCause.COPY_ON_WRITE, 1.0),
                    Duration.ofSeconds(9),
                    EVIL,
                    EVIL);

    private static Pool pool() {
        var worker =
                new Worker(
                        PID,
                        Duration.ZERO,
                        Duration.ZERO,
                        EVIL,
                        Footprint.cheap(1, 1),
                        List.of(HELPER));
        return new Pool(MANAGER, List.of(worker), List.of(PID));
    }

    private static PoolSnapshot snapshot() {
        return new PoolSnapshot(
                EVIL,
                PoolSnapshot.State.PAUSED,
                EVIL,
                MANAGER,
                Measure.RSS,
                9L,
                List.of(
                        new PoolSnapshot.Member(
                                PID, 0, Footprint.cheap(1, 1), 9, null, false, List.of(HELPER))),
                0,
                1,
                1,
                null,
                List.of(new RouteGrowth(EVIL, 9, 9, 1, 1, true, RouteGrowth.Sums.NONE)));
    }

    private static Report report() {
        return new Report(
                MANAGER,
                List.of(new Outcome.Failed(PID, REASON, EVIL, true, false)),
                List.of(1),
                EVIL);
    }

    private static List<Event> events() {
        var failed = new Outcome.Failed(PID, REASON, EVIL, true, false);
        return List.of(
                new Event.Recycling(AT, EVIL, PID, REASON),
                new Event.Ended(AT, EVIL, failed, GROWTH),
                new Event.Diagnosed(AT, EVIL, PID, GROWTH),
                new Event.Unfinished(AT, EVIL, PID, null, EVIL),
                new Event.PoolFound(AT, EVIL, PID, EVIL, 1),
                new Event.PoolLost(AT, EVIL, PID, EVIL),
                new Event.Paused(AT, EVIL, EVIL),
                new Event.Resumed(AT, EVIL),
                new Event.LimitTooLow(AT, EVIL, REASON),
                new ServedEvent.Starting(AT, EVIL, PID),
                new ServedEvent.Leaving(AT, EVIL, PID, RecycleCause.LIMIT, 1),
                new ServedEvent.Asked(AT, EVIL, PID, RecycleCause.LIMIT),
                new ServedEvent.Killed(AT, EVIL, PID, RecycleCause.LIMIT, Duration.ZERO),
                new ServedEvent.Exited(AT, EVIL, PID, EVIL, null),
                new ServedEvent.Broken(AT, EVIL, PID, EVIL, null),
                new ServedEvent.Stuck(AT, EVIL, PID, EVIL, null),
                new ServedEvent.WorkerEnded(AT, EVIL, EVIL, Duration.ZERO),
                new ServedEvent.OrphansEnded(AT, EVIL, 1),
                new ServedEvent.Cut(AT, EVIL, "GET " + EVIL),
                new ServedEvent.Malformed(AT, EVIL, 1, EVIL),
                new ServedEvent.Notice(AT, EVIL, EventKind.BUG, EVIL));
    }

    private static void isHarmless(String what, String shown) {
        for (int i = 0; i < shown.length(); i++) {
            boolean lineEnd = shown.charAt(i) == '\n';
            assertThat(ForeignText.isHarmful(shown, i) && !lineEnd)
                    .as("%s: character %d of %s", what, i, shown)
                    .isFalse();
        }
        assertThat(shown.lines()).as(what).noneMatch(l -> l.startsWith("forged"));
    }

    @Test
    void wordsForATerminalAreHarmless() {
        isHarmless("ps", PoolText.table(pool(), pool().workers(), LIMIT, 80));
        isHarmless("status", StatusText.status(status(), 0));
        isHarmless("events", StatusText.events(events()));
        report().outcomes().forEach(o -> isHarmless("reap", ReportText.line(o)));
        isHarmless("reap", ReportText.summary(report()));
        var pool =
                new PoolSettings(
                        "web",
                        new ManagerTarget.ByPidfile("/" + EVIL),
                        new ProfileChoice.Recognised(),
                        Limits.ofWorker(new Amount.Bytes(new Size(1 << 20)), Measure.USS),
                        RecyclePolicy.WATCHED);
        var settings = new Settings(List.of(pool), List.of(), "x", null, null);
        isHarmless("check", SettingsText.pools(settings));
        isHarmless("check --live", LiveText.line(pool, pool(), Measure.RSS, null, List.of()));
        var undecided =
                new Diagnosis(Verdict.UNDECIDED, 0, Map.of(), null, List.of(), "wait", "more");
        isHarmless("diagnose", DiagnosisText.ofDaemon(undecided, EVIL, GROWTH));
        isHarmless("what went wrong", new OperatorError(1, EVIL).sentence());
    }

    @Test
    void everyLineOfTheLogIsOneLine() {
        for (Event event : events()) {
            isHarmless(event.kind().toString(), event.text());
            assertThat(event.text()).hasLineCount(1);
        }
    }

    @Test
    void jsonHasNothingRawAndKeepsWhatItMeans() {
        var all = new ArrayList<String>();
        all.add(Json.of(pool(), pool().workers()));
        all.add(Json.of(report()));
        all.add(Json.ofDryRun(pool(), pool().workers(), LIMIT.measure(), LIMIT));
        all.add(StatusJson.status(status(), 0));
        all.add(StatusJson.events(events(), EventOrigin.alone("web1")));
        all.add(StatusJson.problem(EVIL));
        for (String json : all) {
            isHarmless("json", json);
            assertThat(json).hasLineCount(1);
        }
        assertThat(StatusJson.problem(EVIL))
                .contains("\\u202e", "\\u009b", "\\u007f", "\\ud83d", "\\u0085", "forged=1");
    }

    private static DaemonStatus status() {
        var program = new DaemonStatus.Program("1", "watch", 1, Instant.EPOCH, EVIL);
        var kept = new DaemonStatus.Kept(snapshot(), Instant.EPOCH);
        return new DaemonStatus(program, Instant.EPOCH, EVIL, EVIL, List.of(kept), null);
    }
}
