package dev.kidreaper.show;

import dev.kidreaper.model.Durations;
import dev.kidreaper.model.Event;
import dev.kidreaper.model.Footprint;
import dev.kidreaper.model.LimitForecast;
import dev.kidreaper.model.PoolSnapshot;
import dev.kidreaper.model.PoolSnapshot.Served;
import dev.kidreaper.model.RouteGrowth;
import dev.kidreaper.model.Traffic;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/// The daemon's answers in JSON, in the form of {@link Json}.
public final class StatusJson {
    private StatusJson() {}

    /// How the pools stand: `pools`, and `history` with where new events are kept.
    ///
    /// @param now as {@link System#nanoTime}
    public static String status(List<PoolSnapshot> pools, String history, long now) {
        return Json.write(json -> {
            json.writeStringProperty("history", history);
            json.writeArrayPropertyStart("pools");
            pools.forEach(p -> pool(json, p, now));
            json.writeEndArray();
        });
    }

    /// Events, oldest first: `events` with `at`, `pool`, `event` and `text`. If a worker leaves,
    /// also with its `cause`. If it is known why a worker or a pool grew, also with `verdict`,
    /// `confidence`, `shares`, `seen_for_seconds`, `missing` and `route`.
    public static String events(List<Event> events) {
        return Json.write(json -> {
            json.writeArrayPropertyStart("events");
            for (Event event : events) {
                json.writeStartObject();
                json.writeStringProperty(
                        "at",
                        event.at().atZone(ZoneId.systemDefault()).toOffsetDateTime().toString());
                json.writeStringProperty("pool", event.pool());
                json.writeStringProperty("event", event.kind().label());
                if (event.cause() != null) {
                    json.writeStringProperty("cause", event.cause().label());
                }
                json.writeStringProperty("text", event.text());
                if (event.explanation() != null) {
                    DiagnosisJson.why(json, event.explanation());
                }
                json.writeEndObject();
            }
            json.writeEndArray();
        });
    }

    /// How many workers will be recycled.
    public static String recycling(int workers) {
        return Json.write(json -> json.writeNumberProperty("recycling", workers));
    }

    /// Why a command was not carried out.
    public static String problem(String sentence) {
        return Json.write(json -> json.writeStringProperty("problem", sentence));
    }

    private static void pool(JsonGenerator json, PoolSnapshot pool, long now) {
        json.writeStartObject();
        json.writeStringProperty("name", pool.name());
        json.writeStringProperty("state", pool.state().name().toLowerCase(Locale.ROOT));
        if (pool.why() != null) {
            json.writeStringProperty("why", pool.why());
        }
        if (pool.manager() != null) {
            Json.manager(json, pool.manager());
        }
        json.writeStringProperty("measure", pool.measure().label());
        if (pool.limitBytes() != null) {
            json.writeNumberProperty("limit_bytes", pool.limitBytes());
        }
        json.writeNumberProperty("away", pool.away());
        json.writeNumberProperty("recycled", pool.recycled());
        json.writeNumberProperty("failed", pool.failed());
        if (pool.traffic() != null) {
            traffic(json, pool.traffic());
            routes(json, pool.routes());
        }
        if (pool.accepted() != null) {
            json.writeNumberProperty("requests", pool.accepted().all());
        }
        json.writeArrayPropertyStart("workers");
        pool.workers().forEach(w -> worker(json, w, pool.accepted(), now));
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void served(JsonGenerator json, Served worker) {
        json.writeNumberProperty("requests", worker.requests());
        json.writeNumberProperty("requests_timed", worker.timed());
        if (worker.timed() > 0) {
            Duration mean = Duration.ofNanos(worker.meanNanos());
            Duration longest = Duration.ofNanos(worker.longestNanos());
            json.writeNumberProperty("request_mean_seconds", Durations.seconds(mean));
            json.writeNumberProperty("request_longest_seconds", Durations.seconds(longest));
        }
    }

    private static void traffic(JsonGenerator json, Traffic traffic) {
        json.writeNumberProperty("requests", traffic.requests());
        json.writeNumberProperty("cut", traffic.cut());
        json.writeNumberProperty("requests_failed", traffic.failed());
        json.writeNumberProperty("requests_refused", traffic.refused());
        json.writeNumberProperty("requests_retried", traffic.retried());
        json.writeNumberProperty("requests_aborted", traffic.aborted());
        json.writeNumberProperty("requests_waiting", traffic.waiting());
        json.writeNumberProperty("connections", traffic.clients());
    }

    private static void routes(JsonGenerator json, List<RouteGrowth> routes) {
        json.writeArrayPropertyStart("routes");
        for (RouteGrowth route : routes) {
            json.writeStartObject();
            json.writeStringProperty("route", route.route());
            json.writeNumberProperty("requests", route.requests());
            json.writeNumberProperty("bytes_per_request", Math.round(route.bytesPerRequest()));
            json.writeNumberProperty("share", route.share());
            json.writeNumberProperty("confidence", route.confidence());
            json.writeBooleanProperty("stands_out", route.standsOut());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void worker(
            JsonGenerator json,
            PoolSnapshot.Member worker,
            PoolSnapshot.@Nullable Accepted accepted,
            long now) {
        Footprint f = worker.footprint();
        json.writeStartObject();
        json.writeNumberProperty("pid", worker.id().pid());
        json.writeNumberProperty("age_seconds", Durations.seconds(worker.age(now)));
        json.writeNumberProperty("bytes", worker.bytes());
        Json.bytes(json, "rss_bytes", f.rss());
        Json.bytes(json, "uss_bytes", f.uss());
        if (accepted != null) {
            served(json, accepted.ofWorkers().getOrDefault(worker.id(), Served.NOTHING));
        }
        LimitForecast reaches = worker.reachesLimit();
        if (reaches != null) {
            json.writeStringProperty("reaches_limit", reaches.toString());
            json.writeNumberProperty("reaches_limit_seconds", Durations.seconds(reaches.in()));
        } else {
            json.writeNullProperty("reaches_limit_seconds");
        }
        json.writeBooleanProperty("leaving", worker.leaving());
        Json.helpers(json, worker.helpers());
        json.writeEndObject();
    }
}
