package dev.kidreaper.show;

import dev.kidreaper.attribution.EventFingerprint;
import dev.kidreaper.model.Durations;
import dev.kidreaper.model.Event;
import dev.kidreaper.model.EventOrigin;
import dev.kidreaper.model.Footprint;
import dev.kidreaper.model.Outcome;
import dev.kidreaper.model.ProcessId;
import dev.kidreaper.model.Reason;
import dev.kidreaper.model.ServedEvent;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/// Events in JSON: what the line of text says, each part under a name of its own.
public final class EventJson {
    private EventJson() {}

    /// One event as one line.
    public static String line(Event event, EventOrigin origin) {
        return Json.write(json -> fields(json, event, origin));
    }

    /// One event as one line, for a program of the operator's.
    ///
    /// @param hook the program's name in the configuration
    /// @param heldBack of how many events of that kind the program was not told before
    public static String forHook(Event event, EventOrigin origin, String hook, long heldBack) {
        return Json.write(json -> {
            fields(json, event, origin);
            json.writeStringProperty("hook", hook);
            json.writeNumberProperty("held_back", heldBack);
        });
    }

    /// One numbered event.
    public static String numbered(long id, Event event, EventOrigin origin) {
        return Json.write(json -> {
            json.writeNumberProperty("id", id);
            fields(json, event, origin);
        });
    }

    /// The same, as an object among others.
    public static void numbered(JsonGenerator json, long id, Event event, EventOrigin origin) {
        json.writeStartObject();
        json.writeNumberProperty("id", id);
        fields(json, event, origin);
        json.writeEndObject();
    }

    /// The worker that an event is about; empty where it is about none.
    public static Optional<ProcessId> worker(Event event) {
        return switch (event) {
            case Event.Recycling e -> Optional.of(e.worker());
            case Event.Ended e -> Optional.of(e.outcome().worker());
            case Event.Unfinished e -> Optional.of(e.worker());
            case Event.PoolFound _,
                    Event.PoolLost _,
                    Event.Paused _,
                    Event.Resumed _,
                    Event.LimitTooLow _,
                    Event.Diagnosed _ ->
                    Optional.empty();
            case ServedEvent e -> served(e);
        };
    }

    private static Optional<ProcessId> served(ServedEvent event) {
        return switch (event) {
            case ServedEvent.Starting e -> Optional.of(e.worker());
            case ServedEvent.Leaving e -> Optional.of(e.worker());
            case ServedEvent.Asked e -> Optional.of(e.worker());
            case ServedEvent.Killed e -> Optional.of(e.worker());
            case ServedEvent.Exited e -> Optional.of(e.worker());
            case ServedEvent.Broken e -> Optional.of(e.worker());
            case ServedEvent.Stuck e -> Optional.of(e.worker());
            case ServedEvent.Notice e -> Optional.ofNullable(e.worker());
            case ServedEvent.WorkerEnded _,
                    ServedEvent.OrphansEnded _,
                    ServedEvent.Cut _,
                    ServedEvent.Malformed _ ->
                    Optional.empty();
        };
    }

    /// What makes events of many hosts one finding: 16 hexadecimal digits.
    public static String fingerprint(Event event, EventOrigin origin) {
        return EventFingerprint.of(event, origin.group());
    }

    /// All of an event's fields.
    static void fields(JsonGenerator json, Event event, EventOrigin origin) {
        json.writeStringProperty(
                "at", event.at().atZone(ZoneId.systemDefault()).toOffsetDateTime().toString());
        json.writeStringProperty("pool", event.pool());
        json.writeStringProperty("event", event.kind().label());
        worker(event).ifPresent(id -> json.writeNumberProperty("worker", id.pid()));
        if (event.cause() != null) {
            json.writeStringProperty("cause", event.cause().label());
        }
        details(json, event);
        origin(json, event, origin);
        json.writeStringProperty("text", event.text());
        if (event.explanation() != null) {
            DiagnosisJson.why(json, event.explanation());
        }
    }

    private static void origin(JsonGenerator json, Event event, EventOrigin origin) {
        json.writeStringProperty("host", origin.host());
        if (origin.group() != null) {
            json.writeStringProperty("group", origin.group());
        }
        String version = origin.versionAt(event.at());
        if (!version.isEmpty()) {
            json.writeStringProperty("version", version);
        }
        json.writeStringProperty("fingerprint", fingerprint(event, origin));
    }

    private static void details(JsonGenerator json, Event event) {
        switch (event) {
            case Event.Recycling e -> reason(json, e.reason());
            case Event.Ended e -> {
                outcome(json, e.outcome());
                if (e.freedBytes() != null) {
                    json.writeNumberProperty("freed_bytes", e.freedBytes());
                }
            }
            case Event.Diagnosed e -> json.writeNumberProperty("manager", e.manager().pid());
            case Event.Unfinished e -> json.writeStringProperty("found", e.found());
            case Event.PoolFound e -> {
                json.writeNumberProperty("manager", e.manager().pid());
                json.writeStringProperty("profile", e.profile());
                json.writeNumberProperty("workers", e.workers());
            }
            case Event.PoolLost e -> {
                json.writeNumberProperty("manager", e.manager().pid());
                json.writeStringProperty("why", e.why());
            }
            case Event.Paused e -> json.writeStringProperty("why", e.why());
            case Event.Resumed _ -> {}
            case Event.LimitTooLow e -> reason(json, e.birth());
            case ServedEvent e -> served(json, e);
        }
    }

    private static void outcome(JsonGenerator json, Outcome outcome) {
        reason(json, outcome.reason());
        switch (outcome) {
            case Outcome.Recycled r -> {
                seconds(json, "left_after_seconds", r.leftAfter());
                if (r.replacedBy() != null) {
                    json.writeNumberProperty("replaced_by", r.replacedBy().pid());
                }
                json.writeBooleanProperty("idle_proof", r.idleProof());
                json.writeBooleanProperty("killed", r.killed());
            }
            case Outcome.Failed f -> json.writeStringProperty("problem", f.problem());
            case Outcome.Vanished _ -> {}
        }
    }

    private static void reason(JsonGenerator json, Reason reason) {
        if (reason.bytes() == Footprint.UNREAD) {
            return;
        }
        json.writeNumberProperty(reason.measure().label() + "_bytes", reason.bytes());
        if (reason.limit() != null) {
            json.writeNumberProperty("limit_bytes", reason.limit().size().bytes());
        }
        seconds(json, "reaches_limit_seconds", reason.early());
    }

    private static void served(JsonGenerator json, ServedEvent event) {
        switch (event) {
            case ServedEvent.Starting _, ServedEvent.Asked _ -> {}
            case ServedEvent.Leaving e -> json.writeNumberProperty("requests", e.requests());
            case ServedEvent.Killed e -> seconds(json, "after_seconds", e.after());
            case ServedEvent.Exited e -> json.writeStringProperty("how", e.how());
            case ServedEvent.Broken e -> json.writeStringProperty("why", e.why());
            case ServedEvent.Stuck e -> {
                json.writeStringProperty("request", e.request());
                seconds(json, "after_seconds", e.after());
            }
            case ServedEvent.WorkerEnded e -> {
                json.writeStringProperty("why", e.why());
                seconds(json, "next_start_in_seconds", e.nextStartIn());
            }
            case ServedEvent.OrphansEnded e -> json.writeNumberProperty("workers", e.workers());
            case ServedEvent.Cut e -> json.writeStringProperty("request", e.request());
            case ServedEvent.Malformed e -> json.writeStringProperty("why", e.why());
            case ServedEvent.Notice e -> json.writeStringProperty("why", e.why());
        }
    }

    private static void seconds(JsonGenerator json, String name, @Nullable Duration time) {
        if (time != null) {
            json.writeNumberProperty(name, Durations.seconds(time));
        }
    }
}
