package dev.kidreaper.hook;

import dev.kidreaper.model.Event;
import dev.kidreaper.model.EventKind;
import dev.kidreaper.model.GrowthCause;
import dev.kidreaper.model.GrowthSummary;
import dev.kidreaper.model.HookSettings;
import dev.kidreaper.model.Limit;
import dev.kidreaper.model.Measure;
import dev.kidreaper.model.Outcome;
import dev.kidreaper.model.ProcessId;
import dev.kidreaper.model.Reason;
import dev.kidreaper.model.RecycleCause;
import dev.kidreaper.model.ServedEvent;
import dev.kidreaper.model.Size;
import dev.kidreaper.model.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/// An event that has not happened, for trying a hook.
public final class HookSample {
    private static final ProcessId WORKER = new ProcessId(812, 0);
    private static final Reason REASON =
            new Reason(
                    RecycleCause.LIMIT,
                    Measure.USS,
                    131L << 20,
                    new Limit(Measure.USS, new Size(100L << 20)));
    private static final String SAID = "a sample: nothing has happened";

    private HookSample() {}

    /// One of the kinds that the hook is told of, of one of its pools.
    public static Event of(HookSettings hook) {
        String first = hook.on().stream().sorted().findFirst().orElseThrow();
        EventKind kind = EventKind.labelled(first).orElse(EventKind.RECYCLED);
        String pool = hook.pools().stream().sorted().findFirst().orElse("sample");
        return of(kind, Instant.now(), pool);
    }

    private static Event of(EventKind kind, Instant at, String pool) {
        return switch (kind) {
            case RECYCLED ->
                    new Event.Ended(
                            at,
                            pool,
                            new Outcome.Recycled(
                                    WORKER,
                                    REASON,
                                    Duration.ofMillis(31),
                                    new ProcessId(955, 0),
                                    true,
                                    false),
                            new GrowthSummary(
                                    Verdict.LEAK,
                                    0.97,
                                    Map.of(GrowthCause.LEAK, 1.0),
                                    Duration.ofMinutes(5),
                                    null,
                                    null));
            case FAILED ->
                    new Event.Ended(
                            at, pool, new Outcome.Failed(WORKER, REASON, SAID, false, false));
            case PAUSED -> new Event.Paused(at, pool, SAID);
            case POOL_LOST -> new Event.PoolLost(at, pool, new ProcessId(800, 0), SAID);
            case LIMIT_TOO_LOW -> new Event.LimitTooLow(at, pool, REASON);
            case CUT -> new ServedEvent.Cut(at, pool, "GET /sample");
            default -> new ServedEvent.Notice(at, pool, kind, SAID);
        };
    }
}
