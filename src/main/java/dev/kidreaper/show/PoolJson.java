package dev.kidreaper.show;

import dev.kidreaper.model.Durations;
import dev.kidreaper.model.Footprint;
import dev.kidreaper.model.LimitForecast;
import dev.kidreaper.model.MemoryBreakdown;
import dev.kidreaper.model.PoolSnapshot;
import dev.kidreaper.model.PoolSnapshot.Served;
import dev.kidreaper.model.RouteGrowth;
import dev.kidreaper.model.Traffic;
import dev.kidreaper.model.WorkerWord;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/// A pool of the daemon's in JSON, in the form of {@link Json}.
final class PoolJson {
    /// So many of those that go next are told; the timetable itself has all.
    private static final int NEXT = 10;

    private PoolJson() {}

    /// One pool, as an object with all its workers.
    ///
    /// @param now as {@link System#nanoTime}
    static void pool(JsonGenerator json, DaemonStatus.Kept kept, long now) {
        json.writeStartObject();
        fields(json, kept, now);
        json.writeArrayPropertyStart("workers");
        PoolSnapshot pool = kept.pool();
        pool.workers().stream()
                .sorted(Comparator.comparingInt(PoolSnapshot.Member::slot))
                .forEach(w -> worker(json, w, pool, now));
        json.writeEndArray();
        json.writeEndObject();
    }

    /// All of a pool but its workers, as fields of an object.
    ///
    /// @param now as above
    static void fields(JsonGenerator json, DaemonStatus.Kept kept, long now) {
        PoolSnapshot pool = kept.pool();
        json.writeStringProperty("name", pool.name());
        json.writeStringProperty("state", pool.state().name().toLowerCase(Locale.ROOT));
        if (pool.why() != null) {
            json.writeStringProperty("why", pool.why());
        }
        json.writeStringProperty("since", StatusJson.time(kept.since()));
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
        if (pool.accepted() != null && pool.traffic() == null) {
            json.writeNumberProperty("requests", pool.accepted().all());
        }
        json.writeNumberProperty("freed_bytes", kept.freedBytes());
        sum(json, "uss_bytes", pool, Footprint::uss);
        sum(json, "pss_bytes", pool, Footprint::pss);
        TimetableJson.pace(json, pool, now, NEXT);
        verdict(json, kept.verdict());
    }

    /// Null while that was not read of one of them.
    private static void sum(
            JsonGenerator json, String name, PoolSnapshot pool, ToLongFunction<Footprint> part) {
        boolean known =
                pool.workers().stream()
                        .allMatch(w -> part.applyAsLong(w.footprint()) != Footprint.UNREAD);
        long sum = pool.workers().stream().mapToLong(w -> part.applyAsLong(w.footprint())).sum();
        Json.bytes(json, name, known ? sum : Footprint.UNREAD);
    }

    private static void verdict(JsonGenerator json, DaemonStatus.@Nullable Verdict verdict) {
        if (verdict == null) {
            json.writeNullProperty("diagnosis");
            return;
        }
        json.writeObjectPropertyStart("diagnosis");
        DiagnosisJson.why(json, verdict.growthSummary());
        json.writeStringProperty("at", StatusJson.time(verdict.at()));
        json.writeEndObject();
    }

    private static void timed(JsonGenerator json, Served worker) {
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

    /// `routes`, as a field of an object.
    static void routes(JsonGenerator json, List<RouteGrowth> routes) {
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

    /// One worker, as an object.
    ///
    /// @param now as above
    static void worker(
            JsonGenerator json, PoolSnapshot.Member worker, PoolSnapshot pool, long now) {
        Footprint f = worker.footprint();
        PoolSnapshot.Accepted accepted = pool.accepted();
        json.writeStartObject();
        json.writeNumberProperty("slot", worker.slot());
        json.writeNumberProperty("pid", worker.id().pid());
        json.writeStringProperty("state", WorkerWord.of(worker, now, pool.pacing()));
        json.writeNumberProperty("age_seconds", Durations.seconds(worker.age(now)));
        json.writeNumberProperty("bytes", worker.bytes());
        Json.bytes(json, "rss_bytes", f.rss());
        Json.bytes(json, "uss_bytes", f.uss());
        Json.bytes(json, "pss_bytes", f.pss());
        Json.bytes(json, "swap_bytes", f.swap());
        makeup(json, worker.course().makeup());
        json.writeNumberProperty(
                "growth_bytes_per_second", Math.round(worker.course().growthPerSecond()));
        if (accepted != null) {
            Served served = accepted.ofWorkers().getOrDefault(worker.id(), Served.NOTHING);
            json.writeNumberProperty("requests", served.requests());
            if (pool.traffic() == null) {
                timed(json, served);
            }
        }
        LimitForecast reaches = worker.reachesLimit();
        Duration in = worker.reachesIn(now);
        if (reaches != null && in != null) {
            json.writeStringProperty("reaches_limit", reaches.toString());
            json.writeNumberProperty("reaches_limit_seconds", Durations.seconds(in));
        } else {
            json.writeNullProperty("reaches_limit_seconds");
        }
        json.writeBooleanProperty("leaving", worker.leaving());
        Json.helpers(json, worker.helpers());
        json.writeEndObject();
    }

    private static void makeup(JsonGenerator json, @Nullable MemoryBreakdown makeup) {
        if (makeup == null) {
            json.writeNullProperty("makeup");
            return;
        }
        json.writeObjectPropertyStart("makeup");
        json.writeNumberProperty("shared_bytes", makeup.shared());
        json.writeNumberProperty("apart_bytes", makeup.apart());
        json.writeNumberProperty("own_bytes", makeup.own());
        json.writeNumberProperty("file_bytes", makeup.file());
        json.writeEndObject();
    }
}
