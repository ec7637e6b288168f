package dev.kidreaper.show;

import dev.kidreaper.model.Durations;
import dev.kidreaper.model.Event;
import dev.kidreaper.model.EventOrigin;
import dev.kidreaper.model.ProcessId;
import dev.kidreaper.model.RouteGrowth;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/// The daemon's answers in JSON, in the form of {@link Json}.
public final class StatusJson {
    private StatusJson() {}

    /// How the pools stand: `pools`, `history` with where new events are kept, `page` with where it
    /// is or why there is none (null: none is wanted), the program, and totals.
    ///
    /// @param now as {@link System#nanoTime}
    public static String status(DaemonStatus status, long now) {
        DaemonStatus.Program program = status.program();
        return Json.write(json -> {
            json.writeStringProperty("history", status.history());
            json.writeStringProperty("page", status.page());
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
            cost(json, status.cost());
            json.writeArrayPropertyStart("pools");
            status.pools().forEach(k -> PoolJson.pool(json, k, now));
            json.writeEndArray();
        });
    }

    /// `cost`: what the daemon itself takes; nothing where that is not known.
    static void cost(JsonGenerator json, DaemonStatus.@Nullable Cost cost) {
        if (cost == null) {
            return;
        }
        json.writeObjectPropertyStart("cost");
        json.writeNumberProperty("cpu_seconds", Durations.seconds(cost.cpu()));
        json.writeNumberProperty("rss_bytes", cost.rssBytes());
        json.writeNumberProperty("cheap_looks", cost.cheapLooks());
        json.writeNumberProperty("costly_looks", cost.costlyLooks());
        json.writeNumberProperty("look_seconds", Durations.seconds(cost.lookTime()));
        json.writeNumberProperty("longest_look_seconds", Durations.seconds(cost.longestLook()));
        json.writeEndObject();
    }

    /// Which routes grow a pool's workers: `routes`.
    public static void routes(JsonGenerator json, List<RouteGrowth> routes) {
        PoolJson.routes(json, routes);
    }

    /// A time as all answers have it.
    public static String time(Instant at) {
        return at.atZone(ZoneId.systemDefault())
                .toOffsetDateTime()
                .truncatedTo(ChronoUnit.MILLIS)
                .toString();
    }

    /// Events, oldest first: `events` with `at`, `pool`, `event` and `text`, and each part of the
    /// text under a name of its own. If it is known why a worker or a pool grew, also with
    /// `verdict`, `confidence`, `shares`, `seen_for_seconds`, `missing` and `route`.
    public static String events(List<Event> events, EventOrigin origin) {
        return Json.write(json -> {
            json.writeArrayPropertyStart("events");
            for (Event event : events) {
                json.writeStartObject();
                EventJson.fields(json, event, origin);
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

    /// The same where what was named is not there: a pool, or a worker.
    public static String notFound(String sentence) {
        return Json.write(json -> {
            json.writeStringProperty("problem", sentence);
            json.writeBooleanProperty("found", false);
        });
    }
}
