package dev.kidreaper.history;

import static dev.kidreaper.history.EventColumn.*;

import dev.kidreaper.model.Event;
import dev.kidreaper.model.Footprint;
import dev.kidreaper.model.GrowthSummary;
import dev.kidreaper.model.Limit;
import dev.kidreaper.model.Measure;
import dev.kidreaper.model.Outcome;
import dev.kidreaper.model.ProcessId;
import dev.kidreaper.model.Reason;
import dev.kidreaper.model.Size;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// An event as a row of the table; a column that does not apply is not there.
record EventRow(Map<EventColumn, Object> values) {
    /// The row of that event.
    static EventRow of(Event event, String boot) {
        var row = new EventRow(new EnumMap<>(EventColumn.class));
        row.put(AT_MS, event.at().toEpochMilli());
        row.put(POOL, event.pool());
        row.put(KIND, event.kind());
        row.put(BOOT, boot);
        row.put(TEXT, event.text());
        switch (event) {
            case Event.Recycling e -> row.process(e.worker()).reason(e.reason());
            case Event.Ended e -> row.process(e.outcome().worker()).outcome(e.outcome());
            case Event.Diagnosed e -> row.process(e.manager());
            case Event.Unfinished e -> row.process(e.worker()).put(NOTE, e.found());
            case Event.PoolFound e ->
                    row.process(e.manager()).put(NOTE, e.profile()).put(WORKERS, e.workers());
            case Event.PoolLost e -> row.process(e.manager()).put(NOTE, e.why());
            case Event.Paused e -> row.put(NOTE, e.why());
            case Event.Resumed _ -> {}
            case Event.LimitTooLow e -> row.reason(e.birth());
        }
        GrowthSummary growthSummary = event.explanation();
        if (growthSummary != null) {
            new WhyColumns(row.values()).put(growthSummary);
        }
        return row;
    }

    private void outcome(Outcome outcome) {
        switch (outcome) {
            case Outcome.Recycled r -> {
                reason(r.reason())
                        .put(LEFT_AFTER_NS, r.leftAfter().toNanos())
                        .put(IDLE_PROOF, r.idleProof() ? 1 : 0)
                        .put(KILLED, r.killed() ? 1 : 0);
                ProcessId newcomer = r.replacedBy();
                if (newcomer != null) {
                    put(REPLACED_BY_PID, newcomer.pid());
                    put(REPLACED_BY_START_TICKS, newcomer.startTicks());
                }
            }
            case Outcome.Failed f -> {
                put(NOTE, f.problem()).put(FATAL, f.fatal() ? 1 : 0);
                put(REFUSED, f.refused() ? 1 : 0);
                reason(f.reason());
            }
            case Outcome.Vanished v -> reason(v.reason());
        }
    }

    private EventRow process(ProcessId id) {
        return put(PID, id.pid()).put(START_TICKS, id.startTicks());
    }

    private EventRow reason(Reason reason) {
        put(MEASURE, reason.measure().label()).put(BYTES, reason.bytes());
        Limit limit = reason.limit();
        return limit == null ? this : put(LIMIT_BYTES, limit.size().bytes());
    }

    private EventRow put(EventColumn column, Object value) {
        values.put(column, value);
        return this;
    }

    /// The event of that row; null when it is of a kind that a later kidreaper wrote.
    @Nullable Event event() {
        Instant at = Instant.ofEpochMilli(number(AT_MS));
        String pool = text(POOL);
        return switch (text(KIND)) {
            case "recycling" -> new Event.Recycling(at, pool, process(), reason());
            case "recycled", "failed", "vanished" ->
                    new Event.Ended(at, pool, outcome(), growthSummary());
            case "diagnosed" -> diagnosed(at, pool);
            case "unfinished" -> new Event.Unfinished(at, pool, process(), text(NOTE));
            case "pool-found" ->
                    new Event.PoolFound(at, pool, process(), text(NOTE), (int) number(WORKERS));
            case "pool-lost" -> new Event.PoolLost(at, pool, process(), text(NOTE));
            case "paused" -> new Event.Paused(at, pool, text(NOTE));
            case "resumed" -> new Event.Resumed(at, pool);
            case "limit-too-low" -> new Event.LimitTooLow(at, pool, reason());
            default -> null;
        };
    }

    private @Nullable Event diagnosed(Instant at, String pool) {
        GrowthSummary growthSummary = growthSummary();
        return growthSummary == null
                ? null
                : new Event.Diagnosed(at, pool, process(), growthSummary);
    }

    private @Nullable GrowthSummary growthSummary() {
        return new WhyColumns(values).growthSummary();
    }

    private @Nullable ProcessId replacedBy() {
        return values.containsKey(REPLACED_BY_PID)
                ? new ProcessId((int) number(REPLACED_BY_PID), number(REPLACED_BY_START_TICKS))
                : null;
    }

    private Outcome outcome() {
        return switch (text(KIND)) {
            case "recycled" ->
                    new Outcome.Recycled(
                            process(),
                            reason(),
                            Duration.ofNanos(number(LEFT_AFTER_NS)),
                            replacedBy(),
                            number(IDLE_PROOF) != 0,
                            number(KILLED) != 0);
            case "failed" ->
                    new Outcome.Failed(
                            process(),
                            reason(),
                            text(NOTE),
                            number(FATAL) != 0,
                            number(REFUSED) != 0);
            default -> new Outcome.Vanished(process(), reason());
        };
    }

    private ProcessId process() {
        return new ProcessId((int) number(PID), number(START_TICKS));
    }

    private Reason reason() {
        if (!values.containsKey(MEASURE)) {
            return new Reason(null, Measure.USS, Footprint.UNREAD, null);
        }
        Measure measure = Measure.named(text(MEASURE)).orElseThrow(() -> unlikely(MEASURE));
        Limit limit =
                values.containsKey(LIMIT_BYTES)
                        ? new Limit(measure, new Size(number(LIMIT_BYTES)))
                        : null;
        return new Reason(null, measure, number(BYTES), limit);
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
