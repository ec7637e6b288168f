package dev.kidreaper.app.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.decide.OperatorPause;
import dev.kidreaper.history.Bounds;
import dev.kidreaper.history.History;
import dev.kidreaper.model.Amount;
import dev.kidreaper.model.Event;
import dev.kidreaper.model.Footprint;
import dev.kidreaper.model.Limit;
import dev.kidreaper.model.LimitForecast;
import dev.kidreaper.model.Limits;
import dev.kidreaper.model.Measure;
import dev.kidreaper.model.Outcome;
import dev.kidreaper.model.Pace;
import dev.kidreaper.model.PoolSnapshot;
import dev.kidreaper.model.ProcessId;
import dev.kidreaper.model.Reason;
import dev.kidreaper.model.RecycleCause;
import dev.kidreaper.model.RecyclePolicy;
import dev.kidreaper.model.Size;
import dev.kidreaper.model.TimeCounts;
import dev.kidreaper.model.Traffic;
import dev.kidreaper.pool.ManagedPool.Obstacles;
import dev.kidreaper.show.DaemonStatus;
import dev.kidreaper.show.FlatJson;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// What the daemon answers, with pools that only remember what was asked of them.
class ControlAnswersTest implements PoolDesk {
    private static final long MIB = 1L << 20;
    private static final Instant BEGUN = Instant.parse("2026-11-29T08:00:00Z");
    private static final Limits LIMITS =
            Limits.ofWorker(new Amount.Bytes(new Size(100 * MIB)), Measure.USS);

    private static final Pace PACE =
            new Pace(
                    Duration.ZERO,
                    Duration.ofHours(1),
                    Duration.ZERO,
                    Duration.ZERO,
                    Duration.ofHours(2),
                    null);

    private static final RecyclePolicy POLICY = new RecyclePolicy(false, 1, false, PACE, List.of());

    private final History history = History.inMemory(Bounds.DEFAULT);
    private final List<String> done = new ArrayList<>();
    private final ControlAnswers answers =
            new ControlAnswers(
                    this,
                    history,
                    new DaemonStatus.Program("1.0", "watch", 4711, BEGUN, "/etc/k.toml"),
                    history::record);
    private PoolSnapshot.State state = PoolSnapshot.State.WATCHING;
    private @Nullable String why;
    private @Nullable String hold;
    private Map<ProcessId, Duration> resting = Map.of();
    private Obstacles.Wanted wanted = Obstacles.Wanted.NONE;

    private PoolSnapshot web() {
        long now = System.nanoTime();
        var soon =
                new LimitForecast(
                        Duration.ofMinutes(7), Duration.ofMinutes(7), Duration.ofMinutes(7), true);
        return new PoolSnapshot(
                "web",
                state,
                why,
                null,
                Measure.USS,
                100 * MIB,
                state == PoolSnapshot.State.LOST
                        ? List.of()
                        : List.of(
                                member(1, now, Duration.ofMinutes(30), 1, null),
                                member(2, now, Duration.ofHours(2), 50, soon),
                                member(3, now, Duration.ofHours(2), 40, null),
                                member(4, now, Duration.ofHours(2), 120, LimitForecast.NOW)),
                0,
                18,
                1,
                new Traffic(5000, 0, 0, 2, 0, 0, 3, 9, 4, 12.5, TimeCounts.NONE, TimeCounts.NONE),
                List.of());
    }

    private static PoolSnapshot.Member member(
            int pid, long now, Duration age, long mib, @Nullable LimitForecast reaches) {
        return new PoolSnapshot.Member(
                new ProcessId(pid, pid),
                now - age.toNanos(),
                new Footprint(0, 0, 0, mib * MIB, 0),
                mib * MIB,
                reaches,
                false,
                List.of());
    }

    @Override
    public List<PoolSnapshot> snapshots() {
        return List.of(web());
    }

    @Override
    public Map<String, Instant> since() {
        return Map.of("web", BEGUN);
    }

    @Override
    public void waive(String pool, String why, int workers) {
        done.add("waive %s %d %s".formatted(pool, workers, why).strip());
    }

    @Override
    public OptionalInt recycle(String pool, int pid, RecycleCause because) {
        done.add("recycle " + pool + " " + pid);
        boolean may = state == PoolSnapshot.State.WATCHING && pid < 5;
        return OptionalInt.of(may ? pid == 0 ? 4 : 1 : 0);
    }

    @Override
    public boolean pause(String pool, @Nullable OperatorPause pause) {
        done.add((pause == null ? "resume " : "pause ") + pool);
        return true;
    }

    @Override
    public Optional<Obstacles> obstacles(String pool) {
        return Optional.of(new Obstacles(LIMITS, POLICY, hold, resting, wanted));
    }

    private String ask(String line) {
        return answers.answer(line, q -> "otherwise " + q.name());
    }

    @Test
    void theStatusSaysSinceWhenAndHowManyRequests() {
        assertThat(ask("status"))
                .contains("kidreaper 1.0 watch, pid 4711, up ", "/etc/k.toml")
                .contains("recycled 18, failed 1 since 2026-11-29 ")
                .contains("requests 5000, 12.5/s, cut 0, refused 2; 4 of 4 workers busy, 3 waiting")
                .contains("in 7 min", "not growing");
        assertThat(ask("status web json"))
                .contains("\"pid\":4711", "\"totals\":{\"workers\":4,\"recycled\":18,\"failed\":1}")
                .contains("\"workers_busy\":4", "\"requests_per_second\":12.5", "\"since\":\"2026");
        assertThat(ask("status php")).contains("problem", "'php'", "there is web");
    }

    @Test
    void whyTellsOfEachWorkerWhatKeepsIt() {
        assertThat(ask("why web").lines())
                .satisfiesExactly(
                        l -> assertThat(l).isEqualTo("pool web: a worker at its limit may go"),
                        l -> assertThat(l).contains("4: its uss of 120M has reached", "its turn"),
                        l -> assertThat(l).contains("2: its uss of 50.0M is below", "in 7 min"),
                        l -> assertThat(l).contains("3: its uss of 40.0M", "it is not growing"),
                        l -> assertThat(l).contains("1: it is ", "left alone until it is 1 h"));
        hold = "it is a time of the week";
        assertThat(ask("why 4")).contains("has reached the limit of 100M, but it is a time");
        resting = Map.of(new ProcessId(4, 4), Duration.ofSeconds(30));
        assertThat(ask("why 4"))
                .contains("of the week; it was asked, and has stayed", "goes on, not before 30 s");
        hold = null;
        assertThat(ask("why web/4 json"))
                .contains("\"pid\":4", "asked again in 30 s", "\"hold\":null")
                .doesNotContain("\"pid\":2");
    }

    /// `recycle` was called for it: it is not small, it waits.
    @Test
    void whyTellsWhoseRecycleAnOperatorHasAskedFor() {
        var both = Set.of(new ProcessId(1, 1), new ProcessId(2, 2));
        wanted = new Obstacles.Wanted(both, null);
        assertThat(ask("why web/2")).contains("has asked for its recycle, and it goes as soon");
        assertThat(ask("why web/1"))
                .contains("has asked for its recycle, but it is ", "left alone");
        wanted = new Obstacles.Wanted(both, "it is paused");
        assertThat(ask("why 2")).contains("has asked for its recycle, but it is paused");
    }

    @Test
    void whyTellsWhatIsRememberedOfAWorkerThatHasGone() {
        assertThat(ask("why 99")).contains("problem", "no pool of this daemon has a worker 99");
        record(99, BEGUN);
        assertThat(ask("why 99")).contains("99 is no worker now", "event=recycled uss=131M");
        assertThat(ask("why nobody")).contains("problem", "there is web");
    }

    @Test
    void aRecycleThatCannotBeSaysWhy() {
        assertThat(ask("recycle web/99")).contains("has no worker 99; it has 1, 2, 3, 4");
        assertThat(ask("recycle php")).contains("no pool is called 'php': there is web");
        assertThat(ask("recycle web/x")).contains("'x' is not a pid");
        state = PoolSnapshot.State.OBSERVING;
        assertThat(ask("recycle web")).contains("is only observed");
        state = PoolSnapshot.State.LOST;
        why = "its manager has gone";
        assertThat(ask("recycle web")).contains("is not there: its manager has gone");
    }

    @Test
    void anOperatorMayRecycleWithoutPermitOfTheFleet() {
        assertThat(ask("recycle web without-permit=ticket+7")).contains("\"recycling\":4");
        assertThat(done).containsExactly("recycle web 0", "waive web 4 ticket 7");
    }

    @Test
    void aRecycleCanBeWaitedFor() {
        long ticket = FlatJson.read(ask("recycle web/4")).number("ticket");
        assertThat(ask("waiting ticket=" + ticket)).contains("\"recycled\":0,\"left\":1");
        record(4, BEGUN);
        assertThat(ask("waiting ticket=" + ticket)).contains("\"recycled\":1,\"left\":0");
        assertThat(ask("waiting ticket=77")).contains("problem");
    }

    @Test
    void aPauseIsForAKnownPool() {
        assertThat(ask("pause web for=7200000"))
                .isEqualTo("pool web: no worker is recycled for 2 h 0 min");
        assertThat(ask("pause web")).contains("until kidreaper resume web");
        assertThat(ask("resume web json")).contains("\"resumed\":\"web\"");
        assertThat(ask("pause php")).contains("problem", "there is web");
        assertThat(done).containsExactly("pause web", "pause web", "resume web");
    }

    @Test
    void whoFollowsTheEventsGetsEachOnce() {
        record(11, BEGUN);
        record(12, BEGUN);
        String[] first = ask("events n=10 seen=0").split("\n", 2);
        assertThat(first[1].lines()).hasSize(2);
        record(13, BEGUN); // In the same millisecond.
        record(14, BEGUN.plusMillis(1));
        String[] word = first[0].split("[ =]", -1);
        String[] then = ask("events since=%s seen=%s json".formatted(word[1], word[3])).split("\n");
        assertThat(then).hasSize(3);
        assertThat(then[1]).contains("\"worker\":13", "\"uss_bytes\":137363456", "\"replaced_by\"");
        assertThat(then[2]).contains("\"worker\":14", "\"left_after_seconds\":0.031");
        word = then[0].split("[ =]", -1);
        assertThat(ask("events since=%s seen=%s".formatted(word[1], word[3]))).hasLineCount(1);
    }

    @Test
    void eventsAreChosenByPoolNumberAndTime() {
        record(11, BEGUN);
        record(12, BEGUN.plusSeconds(60));
        assertThat(ask("events n=1")).contains("worker=12").doesNotContain("worker=11");
        long late = BEGUN.plusSeconds(1).toEpochMilli();
        assertThat(ask("events since=" + late)).hasLineCount(1).contains("worker=12");
        assertThat(ask("events pool=php")).contains("problem", "there is web");
    }

    @Test
    void whatIsNotKnownHereIsAskedElsewhere() {
        assertThat(ask("diagnose 1 2")).isEqualTo("otherwise diagnose");
        assertThat(ask("reload")).contains("problem", "nothing to reload");
    }

    private void record(int pid, Instant at) {
        var limit = new Limit(Measure.USS, new Size(100 * MIB));
        var reason = new Reason(RecycleCause.LIMIT, Measure.USS, 131 * MIB, limit);
        var outcome =
                new Outcome.Recycled(
                        new ProcessId(pid, pid),
                        reason,
                        Duration.ofMillis(31),
                        new ProcessId(pid + 100, 1),
                        true,
                        false);
        var event = new Event.Ended(at, "web", outcome);
        history.record(event);
        answers.happened(event);
    }
}
