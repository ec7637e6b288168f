package dev.kidreaper.history;

import static dev.kidreaper.history.EventColumn.*;

import dev.kidreaper.model.Event;
import dev.kidreaper.model.GrowthSummary;
import dev.kidreaper.model.Limit;
import dev.kidreaper.model.Outcome;
import dev.kidreaper.model.ProcessId;
import dev.kidreaper.model.Reason;
import dev.kidreaper.model.RecycleCause;
import dev.kidreaper.model.ServedEvent;
import java.util.EnumMap;
import java.util.Map;

/// An event as a row of the table; a column that does not apply is not there.
record EventRow(Map<EventColumn, Object> values) {
    /// The row of that event.
    static EventRow of(Event event, String boot) {
        var row = new EventRow(new EnumMap<>(EventColumn.class));
        row.put(AT_MS, event.at().toEpochMilli());
        row.put(POOL, event.pool());
        row.put(KIND, event.kind().label());
        row.put(BOOT, boot);
        row.put(TEXT, event.text());
        switch (event) {
            case Event.Recycling e -> row.process(e.worker()).reason(e.reason());
            case Event.Ended e -> {
                row.process(e.outcome().worker()).outcome(e.outcome());
                if (e.freedBytes() != null) {
                    row.put(FREED_BYTES, e.freedBytes());
                }
            }
            case Event.Diagnosed e -> row.process(e.manager());
            case Event.Unfinished e -> row.process(e.worker()).put(NOTE, e.found());
            case Event.PoolFound e ->
                    row.process(e.manager()).put(NOTE, e.profile()).put(WORKERS, e.workers());
            case Event.PoolLost e -> row.process(e.manager()).put(NOTE, e.why());
            case Event.Paused e -> row.put(NOTE, e.why());
            case Event.Resumed _ -> {}
            case Event.LimitTooLow e -> row.reason(e.birth());
            case ServedEvent e -> row.served(e);
        }
        RecycleCause cause = event.cause();
        if (cause != null) {
            row.put(CAUSE, cause.label());
        }
        GrowthSummary growthSummary = event.explanation();
        if (growthSummary != null) {
            new WhyColumns(row.values()).put(growthSummary);
        }
        return row;
    }

    private void served(ServedEvent event) {
        switch (event) {
            case ServedEvent.Killed e -> process(e.worker()).put(AFTER_NS, e.after().toNanos());
            case ServedEvent.Broken e -> process(e.worker()).put(NOTE, e.why());
            case ServedEvent.Stuck e -> {
                process(e.worker()).put(REQUEST, e.request());
                if (e.after() != null) {
                    put(AFTER_NS, e.after().toNanos());
                }
            }
            case ServedEvent.WorkerEnded e ->
                    put(NOTE, e.why()).put(AFTER_NS, e.nextStartIn().toNanos());
            case ServedEvent.OrphansEnded e -> put(WORKERS, e.workers());
            case ServedEvent.Cut e -> put(REQUEST, e.request());
            case ServedEvent.Starting _,
                    ServedEvent.Leaving _,
                    ServedEvent.Asked _,
                    ServedEvent.Exited _,
                    ServedEvent.Malformed _ -> {} // Never kept.
            case ServedEvent.Notice e -> {
                put(NOTE, e.why());
                if (e.worker() != null) {
                    process(e.worker());
                }
            }
        }
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
        if (reason.early() != null) {
            put(EARLY_NS, reason.early().toNanos());
        }
        Limit limit = reason.limit();
        return limit == null ? this : put(LIMIT_BYTES, limit.size().bytes());
    }

    private EventRow put(EventColumn column, Object value) {
        values.put(column, value);
        return this;
    }
}
