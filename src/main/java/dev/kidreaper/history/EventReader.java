package dev.kidreaper.history;

import static dev.kidreaper.history.EventColumn.*;

import dev.kidreaper.model.Event;
import dev.kidreaper.model.EventKind;
import dev.kidreaper.model.Footprint;
import dev.kidreaper.model.GrowthSummary;
import dev.kidreaper.model.Limit;
import dev.kidreaper.model.Measure;
import dev.kidreaper.model.Outcome;
import dev.kidreaper.model.ProcessId;
import dev.kidreaper.model.Reason;
import dev.kidreaper.model.RecycleCause;
import dev.kidreaper.model.ServedEvent;
import dev.kidreaper.model.Size;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A row of the table of events that becomes the event again.
record EventReader(Map<EventColumn, Object> values) {
    /// The event of that row; null when it is of a kind that a later kidreaper wrote.
    @Nullable Event event() {
        try {
            return EventKind.labelled(text(KIND)).map(this::event).orElse(null);
        } catch (IllegalArgumentException | ArithmeticException | DateTimeException e) {
            throw HistoryFailure.broken("an event is unlikely: " + e.getMessage());
        }
    }

    private @Nullable Event event(EventKind kind) {
        Instant at = Instant.ofEpochMilli(number(AT_MS));
        String pool = text(POOL);
        return switch (kind) {
            case RECYCLING -> new Event.Recycling(at, pool, process(), reason());
            case RECYCLED -> new Event.Ended(at, pool, recycled(), growthSummary(), freed());
            case FAILED -> new Event.Ended(at, pool, failed(), growthSummary());
            case VANISHED -> new Event.Ended(at, pool, new Outcome.Vanished(process(), reason()));
            case DIAGNOSED -> diagnosed(at, pool);
            case UNFINISHED -> new Event.Unfinished(at, pool, process(), cause(), text(NOTE));
            case POOL_FOUND ->
                    new Event.PoolFound(at, pool, process(), text(NOTE), (int) number(WORKERS));
            case POOL_LOST -> new Event.PoolLost(at, pool, process(), text(NOTE));
            case PAUSED -> new Event.Paused(at, pool, text(NOTE));
            case RESUMED -> new Event.Resumed(at, pool);
            case LIMIT_TOO_LOW -> new Event.LimitTooLow(at, pool, reason());
            case KILLED -> killed(at, pool);
            case BROKEN -> new ServedEvent.Broken(at, pool, process(), text(NOTE), cause());
            case STUCK -> stuck(at, pool);
            case WORKER_ENDED -> new ServedEvent.WorkerEnded(at, pool, text(NOTE), after());
            case ORPHANS_ENDED -> new ServedEvent.OrphansEnded(at, pool, (int) number(WORKERS));
            case CUT -> new ServedEvent.Cut(at, pool, text(REQUEST));
            case BUG,
                    NOT_ACCEPTING,
                    FRONT_FAILED,
                    CONNECTIONS_NOT_KEPT,
                    NOT_NOTED,
                    NO_ORPHAN_GUARD,
                    FOLDER_LEFT,
                    POOL_MISSING,
                    GOES_BY_RSS,
                    NO_GATE,
                    TAKEN_OVER,
                    MANAGER_ENDED,
                    NOT_AT_GATE,
                    SERVED,
                    NOT_FOLLOWED,
                    WAITING,
                    WORKERS_STILL_THERE ->
                    notice(at, pool, kind);
            case STARTING, LEAVING, ASKED, EXITED, MALFORMED -> null; // Never kept.
        };
    }

    private @Nullable Event diagnosed(Instant at, String pool) {
        GrowthSummary growthSummary = growthSummary();
        return growthSummary == null
                ? null
                : new Event.Diagnosed(at, pool, process(), growthSummary);
    }

    private Outcome recycled() {
        return new Outcome.Recycled(
                process(),
                reason(),
                Duration.ofNanos(number(LEFT_AFTER_NS)),
                replacedBy(),
                number(IDLE_PROOF) != 0,
                number(KILLED) != 0);
    }

    private @Nullable Long freed() {
        return values.containsKey(FREED_BYTES) ? number(FREED_BYTES) : null;
    }

    private Outcome failed() {
        return new Outcome.Failed(
                process(), reason(), text(NOTE), number(FATAL) != 0, number(REFUSED) != 0);
    }

    private @Nullable Event killed(Instant at, String pool) {
        RecycleCause cause = cause();
        return cause == null ? null : new ServedEvent.Killed(at, pool, process(), cause, after());
    }

    private Event stuck(Instant at, String pool) {
        Duration after = values.containsKey(AFTER_NS) ? after() : null;
        return new ServedEvent.Stuck(at, pool, process(), text(REQUEST), after);
    }

    private Event notice(Instant at, String pool, EventKind kind) {
        ProcessId worker = values.containsKey(PID) ? process() : null;
        return new ServedEvent.Notice(at, pool, kind, worker, text(NOTE));
    }

    private @Nullable GrowthSummary growthSummary() {
        return new WhyColumns(values).growthSummary();
    }

    private @Nullable ProcessId replacedBy() {
        return values.containsKey(REPLACED_BY_PID)
                ? new ProcessId((int) number(REPLACED_BY_PID), number(REPLACED_BY_START_TICKS))
                : null;
    }

    private ProcessId process() {
        return new ProcessId((int) number(PID), number(START_TICKS));
    }

    private Duration after() {
        return Duration.ofNanos(number(AFTER_NS));
    }

    /// Null when an earlier kidreaper wrote none, or a later one a cause that is not known here.
    private @Nullable RecycleCause cause() {
        return values.containsKey(CAUSE) ? RecycleCause.labelled(text(CAUSE)).orElse(null) : null;
    }

    private Reason reason() {
        if (!values.containsKey(MEASURE)) { // Earlier ones kept none for a worker that vanished.
            return new Reason(cause(), Measure.USS, Footprint.UNREAD, null);
        }
        Measure measure = Measure.named(text(MEASURE)).orElseThrow(() -> unlikely(MEASURE));
        Limit limit =
                values.containsKey(LIMIT_BYTES)
                        ? new Limit(measure, new Size(number(LIMIT_BYTES)))
                        : null;
        Duration early = values.containsKey(EARLY_NS) ? Duration.ofNanos(number(EARLY_NS)) : null;
        return new Reason(cause(), measure, number(BYTES), limit, early);
    }

    private long number(EventColumn column) {
        if (values.get(column) instanceof Number number) {
            return number.longValue();
        }
        throw unlikely(column);
    }

    private String text(EventColumn column) {
        if (values.get(column) instanceof String text) {
            return text;
        }
        throw unlikely(column);
    }

    private static HistoryFailure unlikely(EventColumn column) {
        return HistoryFailure.broken("an event has an unlikely " + column);
    }
}
