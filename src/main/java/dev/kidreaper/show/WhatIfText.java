package dev.kidreaper.show;

import dev.kidreaper.model.Durations;
import dev.kidreaper.model.PoolSnapshot;
import dev.kidreaper.model.Size;
import dev.kidreaper.whatif.WhatIf;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/// What another limit would mean for a pool: JSON in the form of {@link Json}, or a table.
public final class WhatIfText {
    private WhatIfText() {}

    /// `pool`, `measure`, `limit_bytes`, `lives`, `newborn_bytes`, `largest_bytes`,
    /// `suggested_bytes` with `reason`, and for each limit a row.
    public static String json(PoolSnapshot pool, WhatIf answer) {
        return Json.write(json -> {
            json.writeStringProperty("pool", pool.name());
            json.writeStringProperty("measure", pool.measure().label());
            Json.bytes(json, "limit_bytes", pool.limitBytes() == null ? -1 : pool.limitBytes());
            json.writeNumberProperty("workers", pool.workers().size());
            json.writeNumberProperty("lives", answer.lives());
            json.writeNumberProperty("newborn_bytes", answer.birth());
            json.writeNumberProperty("largest_bytes", answer.largest());
            Json.bytes(json, "suggested_bytes", answer.suggested() == 0 ? -1 : answer.suggested());
            json.writeStringProperty("reason", answer.reason());
            json.writeArrayPropertyStart("limits");
            for (WhatIf.Row row : answer.rows()) {
                json.writeStartObject();
                json.writeNumberProperty("limit_bytes", row.limit());
                if (row.life() == null) {
                    json.writeNullProperty("life_seconds");
                } else {
                    json.writeNumberProperty("life_seconds", Durations.seconds(row.life()));
                }
                if (Double.isNaN(row.recyclesPerDay())) {
                    json.writeNullProperty("recycles_per_day");
                } else {
                    json.writeNumberProperty("recycles_per_day", rounded(row.recyclesPerDay()));
                }
                json.writeNumberProperty("pool_average_bytes", row.average());
                json.writeNumberProperty("pool_peak_bytes", row.peak());
                json.writeNumberProperty("away_share", rounded(row.away()));
                json.writeBooleanProperty("beyond_what_was_seen", row.beyond());
                json.writeEndObject();
            }
            json.writeEndArray();
        });
    }

    private static double rounded(double number) {
        return Double.isFinite(number) ? Math.round(number * 10_000) / 10_000.0 : 0;
    }

    /// A table with what it rests on.
    public static String words(PoolSnapshot pool, WhatIf answer) {
        var table = new ArrayList<List<String>>();
        table.add(List.of("LIMIT", "LIFE", "RECYCLES/DAY", "POOL AVG", "PEAK", "AWAY", ""));
        for (WhatIf.Row row : answer.rows()) {
            table.add(
                    List.of(
                            new Size(row.limit()).toString(),
                            (row.life() == null ? "-" : Durations.words(row.life()))
                                    + (row.beyond() ? " *" : ""),
                            Double.isNaN(row.recyclesPerDay())
                                    ? "?"
                                    : String.format(Locale.ROOT, "%.0f", row.recyclesPerDay()),
                            new Size(row.average()).toString(),
                            new Size(row.peak()).toString(),
                            String.format(Locale.ROOT, "%.1f %%", row.away() * 100),
                            note(pool, answer, row)));
        }
        var lines = new ArrayList<String>();
        if (!answer.rows().isEmpty()) {
            lines.add(Table.text(table));
        }
        if (answer.rows().stream().anyMatch(WhatIf.Row::beyond)) {
            lines.add(
                    "* beyond what was seen: workers grew to %s"
                            .formatted(new Size(answer.largest())));
        }
        lines.add(
                answer.suggested() == 0
                        ? "no limit is suggested: " + answer.reason()
                        : "suggested: %s, %s"
                                .formatted(new Size(answer.suggested()), answer.reason()));
        if (answer.lives() > 0) {
            lines.add(
                    "from %d lives of the last week; a new worker weighs %s"
                            .formatted(answer.lives(), new Size(answer.birth())));
        }
        return String.join("\n", lines);
    }

    private static String note(PoolSnapshot pool, WhatIf answer, WhatIf.Row row) {
        if (row.limit() == answer.suggested()) {
            return "suggested";
        }
        return Objects.equals(pool.limitBytes(), row.limit()) ? "now" : "";
    }
}
