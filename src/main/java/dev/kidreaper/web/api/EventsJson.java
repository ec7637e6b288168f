package dev.kidreaper.web.api;

import dev.kidreaper.history.History;
import dev.kidreaper.model.EventOrigin;
import dev.kidreaper.show.EventJson;
import dev.kidreaper.show.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Numbered events, in JSON.
final class EventsJson {
    private EventsJson() {}

    /// `events`, oldest first, and `next`: after which one to go on asking.
    ///
    /// @param kind of which kind; null: of all
    static String of(List<History.Numbered> events, EventOrigin origin, @Nullable String kind) {
        return Json.write(json -> {
            json.writeArrayPropertyStart("events");
            for (History.Numbered one : events) {
                if (kind == null || one.event().kind().label().equals(kind)) {
                    EventJson.numbered(json, one.id(), Discreet.of(one.event()), origin);
                }
            }
            json.writeEndArray();
            if (events.isEmpty()) {
                json.writeNullProperty("next");
            } else {
                json.writeNumberProperty("next", events.getLast().id());
            }
        });
    }
}
