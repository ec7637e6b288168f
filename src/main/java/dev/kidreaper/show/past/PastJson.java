package dev.kidreaper.show.past;

import dev.kidreaper.model.Durations;
import dev.kidreaper.model.EventOrigin;
import dev.kidreaper.model.Footprint;
import dev.kidreaper.show.DiagnosisJson;
import dev.kidreaper.show.EventJson;
import dev.kidreaper.show.Json;
import dev.kidreaper.show.StatusJson;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/// A moment of the past in JSON: the fields of a status, as far as they are known, with the moment
/// and what happened before it.
public final class PastJson {
    private PastJson() {}

    /// That moment.
    ///
    /// @param origin where the events come from
    public static String of(PastStatus past, EventOrigin origin) {
        return Json.write(json -> {
            json.writeStringProperty("at", StatusJson.time(past.at()));
            json.writeStringProperty("now", StatusJson.time(past.now()));
            time(json, "earlier_event", past.earlier());
            time(json, "later_event", past.later());
            json.writeStringProperty("history", past.history());
            json.writeStringProperty("version", past.version());
            json.writeArrayPropertyStart("pools");
            past.pools().forEach(p -> pool(json, p));
            json.writeEndArray();
            json.writeArrayPropertyStart("events");
            past.events().forEach(e -> json.writeRawValue(EventJson.line(e, origin)));
            json.writeEndArray();
            if (past.course() != null) {
                course(json, past.course());
            }
        });
    }

    private static void time(JsonGenerator json, String name, java.time.@Nullable Instant at) {
        if (at == null) {
            json.writeNullProperty(name);
        } else {
            json.writeStringProperty(name, StatusJson.time(at));
        }
    }

    private static void pool(JsonGenerator json, PastStatus.Pool pool) {
        json.writeStartObject();
        json.writeStringProperty("name", pool.name());
        json.writeStringProperty("state", pool.state());
        if (pool.why() != null) {
            json.writeStringProperty("why", pool.why());
        }
        json.writeStringProperty("measure", pool.measure().label());
        if (pool.limitBytes() != null) {
            json.writeNumberProperty("limit_bytes", pool.limitBytes());
        }
        json.writeNumberProperty("away", pool.away());
        json.writeNumberProperty("recycled", pool.recycled());
        json.writeNumberProperty("failed", pool.failed());
        if (pool.growthSummary() == null) {
            json.writeNullProperty("diagnosis");
        } else {
            json.writeObjectPropertyStart("diagnosis");
            DiagnosisJson.why(json, pool.growthSummary());
            json.writeEndObject();
        }
        json.writeArrayPropertyStart("workers");
        pool.workers().forEach(w -> worker(json, w, pool));
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void worker(JsonGenerator json, PastStatus.Member worker, PastStatus.Pool pool) {
        Footprint footprint = worker.footprint();
        json.writeStartObject();
        json.writeNumberProperty("slot", worker.slot());
        json.writeNumberProperty("pid", worker.pid());
        json.writeNumberProperty("age_seconds", Durations.seconds(worker.age()));
        json.writeNumberProperty("bytes", worker.bytes());
        Json.bytes(json, "rss_bytes", footprint.rss());
        Json.bytes(json, "uss_bytes", footprint.uss());
        Json.bytes(json, "pss_bytes", footprint.pss());
        Json.bytes(json, "swap_bytes", footprint.swap());
        double growth = worker.growthPerSecond();
        if (Double.isNaN(growth)) {
            json.writeNullProperty("growth_bytes_per_second");
        } else {
            json.writeNumberProperty("growth_bytes_per_second", Math.round(growth));
        }
        if (pool.limitBytes() != null && growth >= 1) {
            double left = Math.max(0, pool.limitBytes() - worker.bytes()) / growth;
            json.writeNumberProperty("reaches_limit_seconds", Math.round(left));
        } else {
            json.writeNullProperty("reaches_limit_seconds");
        }
        json.writeBooleanProperty("leaving", worker.leaving());
        json.writeEndObject();
    }

    private static void course(JsonGenerator json, PastStatus.Course course) {
        json.writeObjectPropertyStart("course");
        json.writeNumberProperty("pid", course.pid());
        json.writeArrayPropertyStart("t");
        course.seconds().forEach(json::writeNumber);
        json.writeEndArray();
        json.writeArrayPropertyStart("bytes");
        course.bytes().forEach(json::writeNumber);
        json.writeEndArray();
        json.writeEndObject();
    }
}
