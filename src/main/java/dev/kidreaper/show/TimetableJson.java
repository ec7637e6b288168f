package dev.kidreaper.show;

import dev.kidreaper.decide.Timetable;
import dev.kidreaper.model.Durations;
import dev.kidreaper.model.Pacing;
import dev.kidreaper.model.PoolSnapshot;
import tools.jackson.core.JsonGenerator;

/// Which workers go when, in JSON, in the form of {@link Json}.
public final class TimetableJson {
    private TimetableJson() {}

    /// A pool's timetable: as {@link #pace} has it.
    ///
    /// @param now as {@link System#nanoTime}
    public static String of(PoolSnapshot pool, long now) {
        return Json.write(json -> pace(json, pool, now, Integer.MAX_VALUE));
    }

    /// `at_once`, `recycle_seconds`, `newborn_bytes` and `timetable`; all null while the pool is
    /// not there.
    ///
    /// @param most how many of those that go next are told
    static void pace(JsonGenerator json, PoolSnapshot pool, long now, int most) {
        Pacing pacing = pool.pacing();
        Timetable timetable = Timetable.of(pool, now).orElse(null);
        if (pacing == null || timetable == null) {
            json.writeNullProperty("at_once");
            json.writeNullProperty("recycle_seconds");
            json.writeNullProperty("newborn_bytes");
            json.writeNullProperty("timetable");
            return;
        }
        json.writeNumberProperty("at_once", pacing.atOnce());
        positive(json, "recycle_seconds", Durations.seconds(pacing.each()));
        positive(json, "newborn_bytes", (double) pacing.newbornBytes());
        json.writeObjectPropertyStart("timetable");
        json.writeBooleanProperty("can_hold", timetable.canHold());
        positive(json, "possible_per_hour", rounded(timetable.possiblePerHour()));
        json.writeNumberProperty("needed_per_hour", rounded(timetable.neededPerHour()));
        json.writeNumberProperty("late_seconds", Durations.seconds(timetable.late()));
        json.writeArrayPropertyStart("next");
        for (Timetable.Departure one : timetable.departures().stream().limit(most).toList()) {
            json.writeStartObject();
            json.writeNumberProperty("slot", one.worker().slot());
            json.writeNumberProperty("pid", one.worker().id().pid());
            json.writeNumberProperty("in_seconds", Durations.seconds(one.in()));
            json.writeNumberProperty("reaches_limit_seconds", Durations.seconds(one.reaches()));
            json.writeStringProperty("cause", one.cause().label());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    /// Null while it is not known.
    private static void positive(JsonGenerator json, String name, double value) {
        if (value > 0 && Double.isFinite(value)) {
            if (value == Math.rint(value)) {
                json.writeNumberProperty(name, (long) value);
            } else {
                json.writeNumberProperty(name, value);
            }
        } else {
            json.writeNullProperty(name);
        }
    }

    private static double rounded(double number) {
        return Double.isFinite(number) ? Math.round(number * 1000) / 1000.0 : number;
    }
}
