package dev.kidreaper.web.api;

import dev.kidreaper.history.look.PastReadings.Makeup;
import dev.kidreaper.model.MemoryBreakdown;
import dev.kidreaper.show.Json;
import java.time.Duration;
import java.util.List;
import java.util.function.ToLongFunction;
import tools.jackson.core.JsonGenerator;

/// What an average worker consists of at each age, in columns.
final class MakeupColumns {
    private static final int POINTS = 60;

    private final long[] count = new long[POINTS];
    private final double[][] sums = new double[4][POINTS];

    private static final List<ToLongFunction<MemoryBreakdown>> PARTS =
            List.of(
                    MemoryBreakdown::shared,
                    MemoryBreakdown::apart,
                    MemoryBreakdown::own,
                    MemoryBreakdown::file);
    private static final List<String> NAMES = List.of("shared", "apart", "own", "file");

    private MakeupColumns() {}

    /// `age`, in seconds, `readings`, and `shared`, `apart`, `own`, `file`, in bytes.
    static String json(String pool, List<Makeup> all) {
        long oldest = all.stream().mapToLong(m -> m.age().toMillis()).max().orElse(0);
        long step = Math.max(1000, Math.ceilDiv(oldest + 1, POINTS));
        var columns = new MakeupColumns();
        all.forEach(m -> columns.add(m, step));
        int points = all.isEmpty() ? 0 : (int) Math.min(POINTS, oldest / step + 1);
        return Json.write(json -> {
            json.writeStringProperty("pool", pool);
            json.writeArrayPropertyStart("age");
            for (int i = 0; i < points; i++) {
                json.writeNumber(Duration.ofMillis(step * i).toMillis() / 1000.0);
            }
            json.writeEndArray();
            json.writeArrayPropertyStart("readings");
            for (int i = 0; i < points; i++) {
                json.writeNumber(columns.count[i]);
            }
            json.writeEndArray();
            for (int part = 0; part < PARTS.size(); part++) {
                columns.column(json, part, points);
            }
        });
    }

    private void add(Makeup one, long step) {
        int at = (int) Math.min(POINTS - 1, one.age().toMillis() / step);
        count[at]++;
        for (int part = 0; part < PARTS.size(); part++) {
            sums[part][at] += PARTS.get(part).applyAsLong(one.makeup());
        }
    }

    private void column(JsonGenerator json, int part, int points) {
        json.writeArrayPropertyStart(NAMES.get(part));
        for (int i = 0; i < points; i++) {
            if (count[i] == 0) {
                json.writeNull();
            } else {
                json.writeNumber(Math.round(sums[part][i] / count[i]));
            }
        }
        json.writeEndArray();
    }
}
