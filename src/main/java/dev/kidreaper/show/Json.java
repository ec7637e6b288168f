package dev.kidreaper.show;

import dev.kidreaper.decide.NextVictim;
import dev.kidreaper.model.Durations;
import dev.kidreaper.model.Footprint;
import dev.kidreaper.model.ForeignText;
import dev.kidreaper.model.FoundPool;
import dev.kidreaper.model.Helper;
import dev.kidreaper.model.Limit;
import dev.kidreaper.model.Manager;
import dev.kidreaper.model.Measure;
import dev.kidreaper.model.Outcome;
import dev.kidreaper.model.Pool;
import dev.kidreaper.model.Reason;
import dev.kidreaper.model.Report;
import dev.kidreaper.model.Worker;
import java.io.StringWriter;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/// The answers in JSON. Sizes are bytes, times seconds; names are `snake_case` and keep their
/// meaning.
public final class Json {
    private static final JsonFactory FACTORY = new JsonFactory();

    private Json() {}

    /// The report of a run: `manager`, `recycled`, `failed`, `kept`.
    public static String of(Report report) {
        return write(json -> {
            manager(json, report.manager());
            json.writeArrayPropertyStart("recycled");
            each(report, Outcome.Recycled.class, r -> recycled(json, r));
            json.writeEndArray();
            json.writeArrayPropertyStart("failed");
            each(report, Outcome.Failed.class, f -> failed(json, f));
            json.writeEndArray();
            json.writeArrayPropertyStart("kept");
            report.kept().forEach(json::writeNumber);
            json.writeEndArray();
            if (report.stopped() != null) {
                json.writeStringProperty("stopped", report.stopped());
            }
        });
    }

    /// The report of a dry run: as {@link #of(Report)}, with `would_recycle`.
    public static String ofDryRun(
            Pool pool, List<Worker> victims, Measure measure, @Nullable Limit limit) {
        return write(json -> {
            manager(json, pool.manager());
            json.writeBooleanProperty("dry_run", true);
            json.writeArrayPropertyStart("would_recycle");
            for (Worker worker : victims) {
                json.writeStartObject();
                json.writeNumberProperty("pid", worker.id().pid());
                reason(json, NextVictim.reason(worker, measure, limit));
                json.writeEndObject();
            }
            json.writeEndArray();
            for (String none : List.of("recycled", "failed")) {
                json.writeArrayPropertyStart(none);
                json.writeEndArray();
            }
            json.writeArrayPropertyStart("kept");
            pool.workers().stream()
                    .filter(w -> !victims.contains(w))
                    .forEach(w -> json.writeNumber(w.id().pid()));
            json.writeEndArray();
        });
    }

    /// A pool: `manager`, `workers`, `others`.
    public static String of(Pool pool, List<Worker> victims) {
        return write(json -> {
            manager(json, pool.manager(), pool.manager().footprint());
            json.writeArrayPropertyStart("workers");
            pool.workers().forEach(w -> worker(json, pool, w, victims.contains(w)));
            json.writeEndArray();
            json.writeArrayPropertyStart("others");
            pool.others().forEach(id -> json.writeNumber(id.pid()));
            json.writeEndArray();
        });
    }

    /// The pools that were found on the machine: `pools`.
    public static String ofFound(List<FoundPool> pools) {
        return write(json -> {
            json.writeArrayPropertyStart("pools");
            pools.forEach(p -> found(json, p));
            json.writeEndArray();
        });
    }

    private static void found(JsonGenerator json, FoundPool pool) {
        json.writeStartObject();
        json.writeStringProperty("name", pool.name());
        json.writeStringProperty("profile", pool.manager().profile().name());
        json.writeNumberProperty("manager", pool.manager().id().pid());
        json.writeStringProperty("unit", pool.unit());
        json.writeNumberProperty("workers", pool.workers().size());
        bytes(json, "pss_bytes", pool.pssBytes());
        bytes(json, "largest_uss_bytes", pool.largestUssBytes());
        FoundPool.Newborn newborn = pool.newborn();
        bytes(json, "newborn_bytes", newborn == null ? Footprint.UNREAD : newborn.size().bytes());
        json.writeBooleanProperty("newborn_is_bound", newborn != null && newborn.atMost());
        FoundPool.Keeper keeper = pool.keeper();
        json.writeStringProperty("kept_by", keeper == null ? null : keeper.command());
        json.writeStringProperty("kept_as", keeper == null ? null : keeper.pool());
        json.writeEndObject();
    }

    static void manager(JsonGenerator json, Manager manager) {
        manager(json, manager, null);
    }

    private static void manager(
            JsonGenerator json, Manager manager, @Nullable Footprint footprint) {
        json.writeObjectPropertyStart("manager");
        json.writeNumberProperty("pid", manager.id().pid());
        json.writeStringProperty("profile", manager.profile().name());
        if (manager.profile().onlyPool() != null) {
            json.writeStringProperty("fpm_pool", manager.profile().onlyPool());
        }
        if (footprint != null) {
            footprint(json, footprint);
        }
        json.writeEndObject();
    }

    /// A worker that was recycled, as one of `recycled`.
    public static void recycled(JsonGenerator json, Outcome.Recycled r) {
        json.writeStartObject();
        json.writeNumberProperty("pid", r.worker().pid());
        reason(json, r.reason());
        json.writeNumberProperty("left_after_seconds", Durations.seconds(r.leftAfter()));
        if (r.replacedBy() == null) {
            json.writeNullProperty("replaced_by");
        } else {
            json.writeNumberProperty("replaced_by", r.replacedBy().pid());
        }
        json.writeBooleanProperty("idle_proof", r.idleProof());
        json.writeStringProperty("moment", r.idleProof() ? "idle" : "any");
        json.writeBooleanProperty("killed", r.killed());
        json.writeEndObject();
    }

    private static void failed(JsonGenerator json, Outcome.Failed f) {
        json.writeStartObject();
        json.writeNumberProperty("pid", f.worker().pid());
        json.writeStringProperty("problem", f.problem());
        json.writeEndObject();
    }

    private static void reason(JsonGenerator json, Reason reason) {
        json.writeStringProperty("measure", reason.measure().label());
        json.writeNumberProperty("bytes", reason.bytes());
        if (reason.limit() == null) {
            json.writeNullProperty("limit_bytes");
        } else {
            json.writeNumberProperty("limit_bytes", reason.limit().size().bytes());
        }
    }

    private static void worker(JsonGenerator json, Pool pool, Worker worker, boolean victim) {
        Footprint f = worker.footprint();
        json.writeStartObject();
        json.writeNumberProperty("pid", worker.id().pid());
        pool.manager()
                .profile()
                .poolOf(worker.title())
                .ifPresent(name -> json.writeStringProperty("fpm_pool", name));
        json.writeNumberProperty("age_seconds", Durations.seconds(worker.age()));
        footprint(json, f);
        json.writeBooleanProperty("would_recycle", victim);
        helpers(json, worker.helpers());
        json.writeEndObject();
    }

    private static void footprint(JsonGenerator json, Footprint f) {
        bytes(json, "vsz_bytes", f.vsz());
        bytes(json, "rss_bytes", f.rss());
        bytes(json, "pss_bytes", f.pss());
        bytes(json, "uss_bytes", f.uss());
        bytes(json, "swap_bytes", f.swap());
    }

    /// The processes that a worker has started: `helpers`.
    static void helpers(JsonGenerator json, List<Helper> helpers) {
        json.writeArrayPropertyStart("helpers");
        for (Helper helper : helpers) {
            Footprint f = helper.footprint();
            json.writeStartObject();
            json.writeNumberProperty("pid", helper.id().pid());
            json.writeStringProperty("title", helper.title());
            bytes(json, "rss_bytes", f.rss());
            bytes(json, "pss_bytes", f.pss());
            bytes(json, "uss_bytes", f.uss());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    public static void bytes(JsonGenerator json, String name, long bytes) {
        if (bytes == Footprint.UNREAD) {
            json.writeNullProperty(name);
        } else {
            json.writeNumberProperty(name, bytes);
        }
    }

    private static <T extends Outcome> void each(Report report, Class<T> kind, Consumer<T> write) {
        report.outcomes().stream().filter(kind::isInstance).map(kind::cast).forEach(write);
    }

    /// An object in JSON.
    ///
    /// @param body writes its properties
    public static String write(Consumer<JsonGenerator> body) {
        var text = new StringWriter();
        try (JsonGenerator json = FACTORY.createGenerator(ObjectWriteContext.empty(), text)) {
            json.writeStartObject();
            body.accept(json);
            json.writeEndObject();
        }
        return ForeignText.escaped(text.toString());
    }
}
