package dev.kidreaper.show.top;

import dev.kidreaper.show.top.TopLook.Tone;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;

/// The workers of a pool, a line each: as many columns as the width allows.
///
/// @param columns the width
record WorkersTable(TopLook look, int columns) {
    private static final int STATE = 11;
    private static final int WIDEST_BAR = 60;

    AttributedString head(TopPool pool, TopView view) {
        var line = new AttributedStringBuilder();
        if (columns >= 90) {
            line.append(name("SLOT", 4, TopView.Sort.SLOT, view)).append(' ');
        }
        line.append(name("PID", 7, TopView.Sort.PID, view)).append(' ');
        line.append(name("AGE", 6, TopView.Sort.AGE, view)).append(' ');
        String measure = pool.measure().toUpperCase(java.util.Locale.ROOT);
        line.append(name(look.foreign(measure), 6, TopView.Sort.SIZE, view)).append(' ');
        int bar = bar();
        if (bar > 0) {
            String size = TopLine.size(pool.limit());
            String limit = bar < 12 ? size : "limit " + size;
            limit = pool.limit() > 0 ? limit : bar < 12 ? "" : "no limit";
            line.append(look.cell(limit, bar, true)).append(' ');
        }
        if (columns >= 64) {
            line.append(name("+/MIN", 6, TopView.Sort.GROWTH, view)).append(' ');
            line.append(name("REACHES", 7, TopView.Sort.REACHES, view)).append(' ');
        }
        if (columns >= 100) {
            line.append(look.cell("RSS", 6, true)).append(' ');
            line.append(look.cell("REQUESTS", 9, true)).append(' ');
        }
        line.append("STATE");
        return new AttributedString(line, look.style(Tone.QUIET));
    }

    private String name(String text, int width, TopView.Sort sort, TopView view) {
        if (view.sort() != sort) {
            return look.cell(text, width, true);
        }
        String mark = view.backwards() ? look.either("▲", "^") : look.either("▼", "v");
        return look.cell(text + mark, width, true);
    }

    private int bar() {
        int others = 7 + 6 + 6 + 3 + STATE;
        others += columns >= 64 ? 6 + 7 + 2 : 0;
        others += columns >= 90 ? 5 : 0;
        others += columns >= 100 ? 6 + 9 + 2 : 0;
        return Math.clamp(columns - others - 1L, 0, WIDEST_BAR);
    }

    AttributedString row(TopPool pool, TopWorker worker, boolean marked) {
        var line = new TopLine(look);
        Tone tone = tone(pool, worker);
        if (columns >= 90) {
            String slot = worker.slot() < 0 ? "" : Integer.toString(worker.slot());
            line.add(look.cell(slot, 4, true) + " ");
        }
        line.add(tone, look.cell(Long.toString(worker.pid()), 7, true) + " ");
        line.add(look.cell(ShortTime.of(worker.ageSeconds()), 6, true) + " ");
        line.add(Tone.STRONG, look.cell(TopLine.size(worker.bytes()), 6, true) + " ");
        int bar = bar();
        if (bar > 0) {
            double full = pool.limit() > 0 ? pool.limit() : Math.max(1, pool.largest());
            line.add(tone, look.bar(worker.bytes() / full, bar) + " ");
        }
        if (columns >= 64) {
            line.add(look.cell(growth(worker), 6, true) + " ");
            line.add(look.cell(ShortTime.of(worker.reaches()), 7, true) + " ");
        }
        if (columns >= 100) {
            String requests = worker.requests() < 0 ? "-" : Long.toString(worker.requests());
            line.add(look.cell(TopLine.size(worker.rss()), 6, true) + " ");
            line.add(look.cell(requests, 9, true) + " ");
        }
        line.foreign(tone, state(pool, worker));
        AttributedString end = line.end();
        return marked
                ? new AttributedString(
                        look.cell(end.toString(), columns, false),
                        org.jline.utils.AttributedStyle.INVERSE)
                : end;
    }

    static String growth(TopWorker worker) {
        double perMinute = worker.growth() * 60;
        return perMinute >= 1024 ? TopLine.size(perMinute) : "-";
    }

    /// What is to be said of a worker, as a word.
    static String state(TopPool pool, TopWorker worker) {
        if (!worker.state().isEmpty() && !worker.state().equals("active")) {
            return worker.state();
        }
        if (pool.limit() > 0 && worker.bytes() >= pool.limit()) {
            return "over limit";
        }
        List<TopPool.Turn> turns = pool.plan().turns();
        boolean next = !turns.isEmpty() && turns.getFirst().pid() == worker.pid();
        return next ? "next" : "";
    }

    private static Tone tone(TopPool pool, TopWorker worker) {
        return switch (state(pool, worker)) {
            case "over limit", "stuck" -> Tone.BAD;
            case "leaving", "next" -> Tone.NEAR;
            case "newborn" -> Tone.QUIET;
            default -> Tone.USUAL;
        };
    }

    /// The lines of a window over more lines, around the marked one, with how many are above and
    /// below.
    ///
    /// @param size how many lines there are
    /// @param line draws the one of an index; asked of those alone that are seen
    /// @param marked its index; -1: none
    /// @param height how many lines there are room for
    List<AttributedString> window(
            int size, IntFunction<AttributedString> line, int marked, int height) {
        if (size <= height) {
            return IntStream.range(0, size).mapToObj(line).toList();
        }
        int room = Math.max(0, height - 1);
        int first = Math.clamp(marked - room / 2L, 0, size - room);
        var shown = new ArrayList<AttributedString>();
        IntStream.range(first, first + room).mapToObj(line).forEach(shown::add);
        int below = size - room - first;
        if (height > 0) {
            String up = first == 0 ? "" : look.either("  ↑ ", "  above ") + first;
            String down = below == 0 ? "" : look.either("  ↓ ", "  below ") + below;
            shown.add(new TopLine(look).add(Tone.QUIET, "more:" + up + down).end());
        }
        return shown;
    }
}
