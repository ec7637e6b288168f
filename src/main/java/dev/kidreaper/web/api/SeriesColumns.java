package dev.kidreaper.web.api;

import dev.kidreaper.decide.BlackoutSpans;
import dev.kidreaper.history.look.PastReadings.Stretch;
import dev.kidreaper.model.Blackout;
import dev.kidreaper.model.Event;
import dev.kidreaper.model.Measure;
import dev.kidreaper.model.Outcome;
import dev.kidreaper.model.Pacing;
import dev.kidreaper.model.PoolSnapshot;
import dev.kidreaper.show.Json;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/// The sizes of workers in columns, as a chart draws them.
final class SeriesColumns {
    private static final long NONE = -1;

    /// A chart goes on for at most that part of its time.
    private static final int AHEAD = 4;

    private final int points;
    private final Map<Integer, Line> lines = new TreeMap<>();

    /// One place: what its workers weighed in each stretch.
    private static final class Line {
        private final long[] most;
        private final long[] least;
        private int pid;

        Line(int points) {
            most = new long[points];
            least = new long[points];
            Arrays.fill(most, NONE);
            Arrays.fill(least, NONE);
        }

        void add(Stretch one) {
            int at = one.bucket();
            most[at] = Math.max(most[at], one.most());
            least[at] = least[at] == NONE ? one.least() : Math.min(least[at], one.least());
            pid = one.pid();
        }

        long latest() {
            for (int i = most.length - 1; i >= 0; i--) {
                if (most[i] != NONE) {
                    return most[i];
                }
            }
            return NONE;
        }
    }

    /// @param points how many stretches there are
    SeriesColumns(List<Stretch> stretches, int points) {
        this.points = points;
        for (Stretch one : stretches) {
            if (one.bucket() >= 0 && one.bucket() < points) {
                lines.computeIfAbsent(one.slot(), _ -> new Line(points)).add(one);
            }
        }
    }

    /// `t`, `slots`, `band`, `marks`, `blackouts`.
    ///
    /// @param asked which places; null: those that are chosen here
    String json(
            PoolSnapshot pool,
            Measure measure,
            Instant from,
            Duration each,
            @Nullable Set<Integer> asked,
            List<Event> events) {
        var latest = new HashMap<Integer, Long>();
        lines.forEach((slot, line) -> latest.put(slot, line.latest()));
        Set<Integer> chosen = SeriesAnswer.chosen(latest, asked);
        return Json.write(json -> {
            json.writeStringProperty("pool", pool.name());
            json.writeStringProperty("measure", measure.label());
            if (pool.limitBytes() == null || measure != pool.measure()) {
                json.writeNullProperty("limit_bytes");
            } else {
                json.writeNumberProperty("limit_bytes", pool.limitBytes());
            }
            json.writeNumberProperty("step_seconds", each.toMillis() / 1000.0);
            json.writeNumberProperty("slots_in_all", lines.size());
            json.writeArrayPropertyStart("t");
            for (int i = 0; i < points; i++) {
                json.writeNumber(from.plus(each.multipliedBy(i)).toEpochMilli() / 1000.0);
            }
            json.writeEndArray();
            json.writeArrayPropertyStart("slots");
            lines.forEach((slot, line) -> {
                if (chosen.contains(slot)) {
                    line(json, slot, line);
                }
            });
            json.writeEndArray();
            band(json);
            json.writeArrayPropertyStart("marks");
            events.forEach(e -> mark(json, e));
            json.writeEndArray();
            Duration all = each.multipliedBy(points);
            blackouts(json, pool, from, from.plus(all).plus(all.dividedBy(AHEAD)));
        });
    }

    /// Also those that a chart shows to the right of the present.
    private static void blackouts(JsonGenerator json, PoolSnapshot pool, Instant from, Instant to) {
        Pacing pacing = pool.pacing();
        List<Blackout> those = pacing == null ? List.of() : pacing.blackouts();
        json.writeArrayPropertyStart("blackouts");
        for (var span : BlackoutSpans.between(those, from, to, ZoneId.systemDefault())) {
            json.writeStartObject();
            json.writeNumberProperty("from", span.from().getEpochSecond());
            json.writeNumberProperty("to", span.to().getEpochSecond());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void line(JsonGenerator json, int slot, Line line) {
        json.writeStartObject();
        json.writeNumberProperty("slot", slot);
        json.writeNumberProperty("pid", line.pid);
        column(json, "v", line.most);
        column(json, "low", line.least);
        json.writeEndObject();
    }

    private static void column(JsonGenerator json, String name, long[] values) {
        json.writeArrayPropertyStart(name);
        for (long value : values) {
            if (value == NONE) {
                json.writeNull();
            } else {
                json.writeNumber(value);
            }
        }
        json.writeEndArray();
    }

    private void band(JsonGenerator json) {
        var least = new long[points];
        var most = new long[points];
        var median = new long[points];
        for (int i = 0; i < points; i++) {
            var there = new ArrayList<Long>();
            least[i] = NONE;
            most[i] = NONE;
            for (Line line : lines.values()) {
                if (line.most[i] != NONE) {
                    there.add(line.most[i]);
                    most[i] = Math.max(most[i], line.most[i]);
                    least[i] = least[i] == NONE ? line.least[i] : Math.min(least[i], line.least[i]);
                }
            }
            there.sort(null);
            median[i] = there.isEmpty() ? NONE : there.get(there.size() / 2);
        }
        json.writeObjectPropertyStart("band");
        column(json, "min", least);
        column(json, "max", most);
        column(json, "median", median);
        json.writeEndObject();
    }

    /// A recycle: when, who, and whether it went well.
    private static void mark(JsonGenerator json, Event event) {
        if (!(event instanceof Event.Ended ended)) {
            return;
        }
        json.writeStartObject();
        json.writeNumberProperty("t", event.at().toEpochMilli() / 1000.0);
        json.writeStringProperty("event", event.kind().label());
        json.writeNumberProperty("worker", ended.outcome().worker().pid());
        if (ended.outcome() instanceof Outcome.Recycled r && r.replacedBy() != null) {
            json.writeNumberProperty("replaced_by", r.replacedBy().pid());
        }
        if (event.cause() != null) {
            json.writeStringProperty("cause", event.cause().label());
        }
        json.writeStringProperty("text", event.text());
        json.writeEndObject();
    }
}
