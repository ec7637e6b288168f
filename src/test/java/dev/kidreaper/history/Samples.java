package dev.kidreaper.history;

import dev.kidreaper.model.Event;
import dev.kidreaper.model.EventKind;
import dev.kidreaper.model.Footprint;
import dev.kidreaper.model.GrowthCause;
import dev.kidreaper.model.GrowthSummary;
import dev.kidreaper.model.Limit;
import dev.kidreaper.model.Measure;
import dev.kidreaper.model.MemorySample;
import dev.kidreaper.model.Outcome;
import dev.kidreaper.model.ProcessId;
import dev.kidreaper.model.Reason;
import dev.kidreaper.model.RecycleCause;
import dev.kidreaper.model.ServedEvent;
import dev.kidreaper.model.Size;
import dev.kidreaper.model.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Things to remember.
final class Samples {
    static final Instant NOON = Instant.parse("2026-11-24T12:00:00.123Z");
    static final String BOOT = "b1";
    static final ProcessId WORKER = new ProcessId(812, 4711);
    static final ProcessId OTHER = new ProcessId(813, 4712);
    static final Reason REASON =
            new Reason(
                    RecycleCause.LIMIT,
                    Measure.USS,
                    137_363_456,
                    new Limit(Measure.USS, Size.parse("100M")));
    static final Bounds SMALL =
            new Bounds(
                    Bounds.DEFAULT.tiers(),
                    Duration.ofDays(60),
                    5_000,
                    Duration.ofDays(365),
                    100,
                    1_000,
                    50);

    static final GrowthSummary WHY =
            new GrowthSummary(
                    Verdict.MIXED,
                    0.9612345,
                    Map.of(GrowthCause.LEAK, 0.55, GrowthCause.COPY_ON_WRITE, 0.45),
                    Duration.ofMillis(61_234),
                    null,
                    "GET /leak");
    static final GrowthSummary UNDECIDED =
            new GrowthSummary(
                    Verdict.UNDECIDED, 0, Map.of(), Duration.ZERO, "needs \"more\"", null);

    private Samples() {}

    /// A clock by which any time has passed since its first reading.
    static LongSupplier anyTime() {
        var isFirst = new AtomicBoolean(true);
        return () -> isFirst.getAndSet(false) ? 0 : Duration.ofDays(10_000).toNanos();
    }

    static Instant at(int seconds) {
        return NOON.plusSeconds(seconds);
    }

    static Event recycling(int second, ProcessId worker) {
        return new Event.Recycling(at(second), "web", worker, REASON);
    }

    static Event paused(int second, String why) {
        return new Event.Paused(at(second), "web", why);
    }

    static Event ended(int second, Outcome outcome) {
        return new Event.Ended(at(second), "web", outcome);
    }

    static Outcome recycled(ProcessId worker) {
        return new Outcome.Recycled(
                worker, REASON, Duration.ofNanos(31_234_567), new ProcessId(9, 1), true, false);
    }

    static MemorySample reading(Instant at, ProcessId worker, long uss) {
        return new MemorySample(at, "web", worker, new Footprint(4 * uss, 2 * uss, uss, uss, 0));
    }

    /// One event of each kind, a second apart.
    static List<Event> ofEachKind() {
        var all = new Reason(RecycleCause.ASKED, Measure.RSS, 5, null);
        return List.of(
                new Event.PoolFound(at(0), "web", new ProcessId(800, 4000), "php-fpm", 5),
                recycling(1, WORKER),
                ended(2, recycled(WORKER)),
                new Event.Recycling(at(3), "mail", WORKER, all.early(Duration.ofSeconds(9))),
                ended(4, new Outcome.Failed(OTHER, REASON, "still \"there\"\n", true, false)),
                ended(5, new Outcome.Failed(OTHER, all, "not permitted", false, true)),
                ended(6, new Outcome.Vanished(OTHER, REASON)),
                new Event.Unfinished(at(7), "mail", WORKER, RecycleCause.MAX_AGE, "it has left"),
                paused(8, "replacements die at birth"),
                new Event.Resumed(at(9), "web"),
                new Event.LimitTooLow(at(10), "web", REASON),
                new Event.Ended(at(11), "web", recycled(WORKER), WHY),
                new Event.Diagnosed(at(12), "web", new ProcessId(800, 4000), UNDECIDED),
                new Event.PoolLost(at(13), "web", new ProcessId(800, 4000), "it has gone"));
    }

    /// One event of each kind of a served pool that is kept, a second apart.
    static List<Event> ofServedPools() {
        Duration after = Duration.ofMillis(5_003);
        return List.of(
                new ServedEvent.Killed(at(0), "web", WORKER, RecycleCause.STOP, after),
                new ServedEvent.Broken(at(1), "web", WORKER, "closed", RecycleCause.BROKEN),
                new ServedEvent.Broken(at(2), "web", WORKER, "its connection closed", null),
                new ServedEvent.Stuck(at(3), "web", WORKER, "GET /slow", after),
                new ServedEvent.Stuck(at(4), "web", WORKER, "GET /slow", null),
                new ServedEvent.WorkerEnded(at(5), "web", "exit 1", Duration.ofMillis(100)),
                new ServedEvent.OrphansEnded(at(6), "web", 3),
                new ServedEvent.Cut(at(7), "web", "POST /upload"),
                notice(8, EventKind.BUG, null),
                notice(9, EventKind.NOT_ACCEPTING, null),
                notice(10, EventKind.FRONT_FAILED, null),
                notice(11, EventKind.NOT_NOTED, WORKER),
                notice(12, EventKind.NO_ORPHAN_GUARD, null),
                notice(13, EventKind.FOLDER_LEFT, null),
                notice(14, EventKind.POOL_MISSING, null),
                notice(15, EventKind.GOES_BY_RSS, null),
                notice(16, EventKind.NOT_FOLLOWED, null),
                notice(17, EventKind.WAITING, null),
                notice(18, EventKind.WORKERS_STILL_THERE, null),
                notice(19, EventKind.NO_GATE, null),
                notice(20, EventKind.TAKEN_OVER, null),
                notice(21, EventKind.MANAGER_ENDED, null),
                notice(22, EventKind.NOT_AT_GATE, WORKER),
                notice(23, EventKind.SERVED, WORKER),
                notice(24, EventKind.CONNECTIONS_NOT_KEPT, null));
    }

    private static Event notice(int second, EventKind kind, @Nullable ProcessId worker) {
        return new ServedEvent.Notice(at(second), "web", kind, worker, "a \"sentence\"");
    }
}
