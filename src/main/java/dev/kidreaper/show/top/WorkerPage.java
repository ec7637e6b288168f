package dev.kidreaper.show.top;

import dev.kidreaper.show.top.TopLook.Tone;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import org.jline.utils.AttributedString;

/// One worker: what is known of it, and its curve below its limit.
///
/// @param columns and `rows`: the room there is
record WorkerPage(TopLook look, int columns, int rows) {
    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm:ss");
    private static final int SCALE = 7;

    List<AttributedString> lines(
            TopStatus status, TopPool pool, TopWorker worker, TopSamples samples) {
        var lines = new ArrayList<AttributedString>();
        lines.add(title(pool, worker));
        lines.add(size(pool, worker));
        lines.add(forecast(pool, worker));
        int height = rows - lines.size() - 1;
        if (height >= 2 && columns > SCALE + 4) {
            lines.addAll(curve(status, pool, worker, samples, height));
        }
        return lines;
    }

    private AttributedString title(TopPool pool, TopWorker worker) {
        var line = new TopLine(look).add(Tone.STRONG, "worker " + worker.pid());
        line.foreign(Tone.USUAL, " of " + pool.name());
        if (worker.slot() >= 0) {
            line.add("  slot " + worker.slot());
        }
        line.add("  age " + ShortTime.of(worker.ageSeconds()));
        if (worker.requests() >= 0) {
            line.add("  requests " + worker.requests());
        }
        return line.foreign(Tone.NEAR, "  " + WorkersTable.state(pool, worker)).end();
    }

    private AttributedString size(TopPool pool, TopWorker worker) {
        var line = new TopLine(look);
        line.foreign(Tone.USUAL, pool.measure() + " ")
                .add(Tone.STRONG, TopLine.size(worker.bytes()));
        if (pool.limit() > 0) {
            line.add(" of " + TopLine.size(pool.limit()) + " ");
            int bar = Math.clamp(columns - 50L, 5, 40);
            line.add(look.bar((double) worker.bytes() / pool.limit(), bar));
        }
        return line.add("  rss " + TopLine.size(worker.rss()))
                .add("  uss " + TopLine.size(worker.uss()))
                .end();
    }

    private AttributedString forecast(TopPool pool, TopWorker worker) {
        var line = new TopLine(look);
        String growth = WorkersTable.growth(worker);
        line.add(growth.equals("-") ? "no growth is seen" : "grows by " + growth + " a minute");
        if (worker.reaches() >= 0) {
            line.add("; reaches its limit in " + ShortTime.of(worker.reaches()));
        }
        pool.plan().turns().stream()
                .filter(t -> t.pid() == worker.pid())
                .findFirst()
                .ifPresent(t ->
                        line.foreign(
                                Tone.NEAR,
                                "; asked to leave in %s (%s)"
                                        .formatted(ShortTime.of(t.in()), t.cause())));
        return line.end();
    }

    private List<AttributedString> curve(
            TopStatus status, TopPool pool, TopWorker worker, TopSamples samples, int height) {
        double to = TopSamples.seconds(status.at());
        double since = samples.since(worker.pid());
        double from = Double.isNaN(since) ? to - 60 : Math.min(since, to - 10);
        int width = columns - SCALE - 1;
        var plot = new DotPlot(look.unicode(), width, height - 1);
        int steps = look.unicode() ? 2 * width : width;
        double[] curve = samples.curve(worker.pid(), from, to, steps);
        double highest = Math.max(pool.limit(), worker.bytes()) * 1.05;
        for (double value : curve) {
            highest = Double.isNaN(value) ? highest : Math.max(highest, value);
        }
        double limit = (double) pool.limit();
        List<String> drawn = plot.lines(curve, limit, Math.max(1, highest));
        int limitRow = plot.row(limit, Math.max(1, highest));
        var lines = new ArrayList<AttributedString>();
        for (int i = 0; i < drawn.size(); i++) {
            String scale = i == 0 ? TopLine.size(highest) : i == drawn.size() - 1 ? "0" : "";
            scale = i == limitRow && pool.limit() > 0 ? TopLine.size(pool.limit()) : scale;
            lines.add(
                    new TopLine(look)
                            .add(Tone.QUIET, look.cell(scale, SCALE, true) + " ")
                            .add(drawn.get(i))
                            .end());
        }
        lines.add(times(from, to, width));
        return lines;
    }

    private AttributedString times(double from, double to, int width) {
        String first = clock(from);
        String last = clock(to);
        String gap = " ".repeat(Math.max(1, width - first.length() - last.length()));
        return new TopLine(look).add(Tone.QUIET, " ".repeat(SCALE + 1) + first + gap + last).end();
    }

    private static String clock(double seconds) {
        return CLOCK.format(
                Instant.ofEpochMilli((long) (seconds * 1000)).atZone(ZoneId.systemDefault()));
    }
}
