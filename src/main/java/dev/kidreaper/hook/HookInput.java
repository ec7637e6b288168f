package dev.kidreaper.hook;

import dev.kidreaper.model.Event;
import dev.kidreaper.model.EventOrigin;
import dev.kidreaper.model.Footprint;
import dev.kidreaper.model.GrowthSummary;
import dev.kidreaper.model.Reason;
import dev.kidreaper.show.EventJson;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a hook's program is given.
///
/// @param json the event, one line, for its standard input
/// @param variables the same in short, for its environment
record HookInput(String json, Map<String, String> variables) {
    private static final String PREFIX = "KIDREAPER_";

    /// What is said of an event.
    ///
    /// @param heldBack of how many events of that kind it was not told before
    static HookInput of(String hook, Event event, EventOrigin origin, long heldBack) {
        var variables = new LinkedHashMap<String, String>();
        variables.put(PREFIX + "HOOK", hook);
        variables.put(PREFIX + "EVENT", event.kind().label());
        variables.put(PREFIX + "POOL", event.pool());
        EventJson.worker(event).ifPresent(w -> variables.put(PREFIX + "WORKER", "" + w.pid()));
        if (event.cause() != null) {
            variables.put(PREFIX + "CAUSE", event.cause().label());
        }
        Reason reason = reason(event);
        if (reason != null && reason.bytes() != Footprint.UNREAD) {
            variables.put(PREFIX + "BYTES", "" + reason.bytes());
            if (reason.limit() != null) {
                variables.put(PREFIX + "LIMIT", "" + reason.limit().size().bytes());
            }
        }
        GrowthSummary why = event.explanation();
        if (why != null) {
            variables.put(PREFIX + "VERDICT", why.verdict().label());
            if (why.route() != null) {
                variables.put(PREFIX + "ROUTE", why.route());
            }
        }
        variables.put(PREFIX + "HOST", origin.host());
        if (origin.group() != null) {
            variables.put(PREFIX + "GROUP", origin.group());
        }
        if (!origin.versionAt(event.at()).isEmpty()) {
            variables.put(PREFIX + "VERSION", origin.versionAt(event.at()));
        }
        variables.put(PREFIX + "FINGERPRINT", EventJson.fingerprint(event, origin));
        variables.put(PREFIX + "TEXT", event.text());
        variables.put(PREFIX + "HELD_BACK", "" + heldBack);
        return new HookInput(EventJson.forHook(event, origin, hook, heldBack), variables);
    }

    private static @Nullable Reason reason(Event event) {
        return switch (event) {
            case Event.Recycling e -> e.reason();
            case Event.Ended e -> e.outcome().reason();
            case Event.LimitTooLow e -> e.birth();
            default -> null;
        };
    }
}
