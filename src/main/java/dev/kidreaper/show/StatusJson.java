package dev.kidreaper.show;

import dev.kidreaper.model.Durations;
import dev.kidreaper.model.Event;
import dev.kidreaper.model.Footprint;
import dev.kidreaper.model.LimitForecast;
import dev.kidreaper.model.PoolSnapshot;
import dev.kidreaper.model.PoolSnapshot.Served;
import dev.kidreaper.model.ProcessId;
import dev.kidreaper.model.RouteGrowth;
import dev.kidreaper.model.Traffic;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/// The daemon's answers in JSON, in the form of {@link Json}.
public final class StatusJson {
    private StatusJson() {}

    /// How the pools stand: `pools`, `history` with where new events are kept, the program, and
    /// totals.
    ///
    /// @param now as {@link System#nanoTime}
    public static String status(DaemonStatus status, long now) {
        DaemonStatus.Program program = status.program();
        return Json.write(json -> {
            json.writeStringProperty("history", status.history());
            json.writeStringProperty("version", program.version());
            json.writeStringProperty("command", program.command());
            json.writeNumberProperty("pid", program.pid());
            json.writeStringProperty("since", time(program.since()));
            json.writeNumberProperty(
                    "uptime_seconds",
                    Durations.seconds(Duration.between(program.since(), status.at())));
            json.writeStringProperty("config", program.config());
            json.writeObjectPropertyStart("totals");
            json.writeNumberProperty("workers", status.workers());
            json.writeNumberProperty("recycled", status.recycled());
            json.writeNumberProperty("failed", status.failed());
            json.writeEndObject();
            json.writeArrayPropertyStart("pools");
            status.pools().forEach(k -> pool(json, k, now));
            json.writeEndArray();
        });
    }

    private static String time(Instant at) {
        return at.atZone(ZoneId.systemDefault())
                .toOffsetDateTime()
                .truncatedTo(ChronoUnit.MILLIS)
                .toString();
    }

    /// Events, oldest first: `events` with `at`, `pool`, `event` and `text`, and each part of the
    /// text under a name of its own. If it is known why a worker or a pool grew, also with
    /// `verdict`, `confidence`, `shares`, `seen_for_seconds`, `missing` and `route`.
    public static String events(List<Event> events) {
        return Json.write(json -> {
            json.writeArrayPropertyStart("events");
            for (Event event : events) {
                json.writeStartObject();
                EventJson.fields(json, event);
                json.writeEndObject();
            }
            json.writeEndArray();
        });
    }

    /// How many workers will be recycled.
    ///
    /// @param ticket by which the daemon knows these recycles
    /// @param later what they wait for; empty: nothing
    public static String recycling(int workers, String pool, long ticket, String later) {
        return Json.write(json -> {
            json.writeNumberProperty("recycling", workers);
            json.writeStringProperty("pool", pool);
            json.writeNumberProperty("ticket", ticket);
            if (!later.isEmpty()) {
                json.writeStringProperty("later", later);
            }
        });
    }

    /// What has become of recycles that were asked for.
    ///
    /// @param left how many are still to come
    /// @param problems why some have not been
    public static String recycled(int workers, int left, List<String> problems) {
        return Json.write(json -> {
            json.writeNumberProperty("recycled", workers);
            json.writeNumberProperty("left", left);
            json.writeArrayPropertyStart("failed");
            problems.forEach(json::writeString);
            json.writeEndArray();
        });
    }

    /// Something that a command was to do is done: words, or JSON with them.
    ///
    /// @param what it is, as a name in JSON, whose value is the pool
    public static String done(boolean json, String what, String pool, String sentence) {
        return !json
                ? sentence
                : Json.write(out -> {
                    out.writeStringProperty(what, pool);
                    out.writeStringProperty("text", sentence);
                });
    }

    /// Why workers were not recycled.
    ///
    /// @param hold why none may go now; empty: one may
    public static String why(String pool, String hold, Map<ProcessId, String> workers) {
        return Json.write(json -> {
            json.writeStringProperty("pool", pool);
            json.writeStringProperty("hold", hold.isEmpty() ? null : hold);
            json.writeArrayPropertyStart("workers");
            workers.forEach((id, why) -> {
                json.writeStartObject();
                json.writeNumberProperty("pid", id.pid());
                json.writeStringProperty("why", why);
                json.writeEndObject();
            });
            json.writeEndArray();
        });
    }

    /// Why a command was not carried out.
    public static String problem(String sentence) {
        return Json.write(json -> json.writeStringProperty("problem", sentence));
    }

    private static void pool(JsonGenerator json, DaemonStatus.Kept kept, long now) {
        PoolSnapshot pool = kept.pool();
        json.writeStartObject();
        json.writeStringProperty("name", pool.name());
        json.writeStringProperty("state", pool.state().name().toLowerCase(Locale.ROOT));
        if (pool.why() != null) {
            json.writeStringProperty("why", pool.why());
        }
        json.writeStringProperty("since", time(kept.since()));
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
        json.writeNumberProperty("workers_busy", traffic.busy());
        json.writeNumberProperty(
                "requests_per_second", Math.round(traffic.perSecond() * 1000) / 1000.0);
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
