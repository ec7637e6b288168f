package dev.kidreaper.show.top;

import dev.kidreaper.show.top.TopLook.Tone;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jline.utils.AttributedString;
import org.jspecify.annotations.Nullable;

/// What is on the screen: a pure function of what the daemon says, what the operator has chosen,
/// and the terminal's size. It draws at any size.
///
/// @param columns and `rows`: the terminal's size, 1 by 1 at least
public record TopDrawing(TopLook look, int columns, int rows) {
    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm:ss");
    private static final int MOST_EVENTS = 5;

    /// The lines, at most as many as the terminal has rows, none wider than it is.
    public List<AttributedString> lines(TopStatus status, TopView view, TopSamples samples) {
        var lines = new ArrayList<AttributedString>();
        if (!status.trouble().isEmpty() && rows > 1) {
            lines.add(trouble(status));
        }
        if ((status.past() != null || view.at() != null) && rows > 2) {
            lines.add(new PastLine(look).line(status, view));
        }
        int room = rows - lines.size() - (rows > 1 ? 1 : 0);
        List<AttributedString> body = body(status, view, samples, room);
        lines.addAll(body.subList(0, Math.clamp(room, 0, body.size())));
        while (lines.size() < Math.max(1, rows - 1)) {
            lines.add(AttributedString.EMPTY);
        }
        if (rows > 1) {
            lines.add(new TopFooter(look, columns).line(status, view));
        }
        return lines.stream().map(l -> look.clip(l, columns)).toList();
    }

    /// A table of all pools and workers, for a reader that is no terminal.
    public List<AttributedString> table(TopStatus status, TopView view) {
        var lines = new ArrayList<AttributedString>();
        var table = new WorkersTable(look, columns);
        for (TopPool pool : status.pools()) {
            if (view.pool() != null && !pool.name().equals(view.pool())) {
                continue;
            }
            if (!lines.isEmpty()) {
                lines.add(AttributedString.EMPTY);
            }
            if (status.past() != null && lines.isEmpty()) {
                lines.add(new PastLine(look).title(status));
            }
            lines.addAll(new PoolHead(look).lines(status, pool));
            if (!pool.workers().isEmpty()) {
                lines.add(table.head(pool, view));
                view.listed(pool).forEach(w -> lines.add(table.row(pool, w, false)));
            }
        }
        return lines;
    }

    private AttributedString trouble(TopStatus status) {
        String since =
                status.equals(TopStatus.NONE.stale(status.trouble()))
                        ? ""
                        : " (what you see is of " + clock(status.at()) + ")";
        return new TopLine(look).foreign(Tone.BAD, status.trouble() + since).end();
    }

    private static String clock(Instant at) {
        return CLOCK.format(at.atZone(ZoneId.systemDefault()));
    }

    private List<AttributedString> body(
            TopStatus status, TopView view, TopSamples samples, int room) {
        Optional<TopPool> pool = status.pool(view.pool());
        return switch (view.shown(status)) {
            case POOLS -> pools(status, view, room);
            case WORKERS -> workers(status, view, pool.orElseThrow(), room);
            case WORKER -> worker(status, view, pool.orElseThrow(), samples, room);
            case WHY -> scrolled(new WhyPage(look, columns).lines(pool.orElseThrow()), view, room);
            case WHAT_IF ->
                    scrolled(
                            new WhatIfPage(look, columns)
                                    .lines(pool.orElseThrow(), status.whatIf()),
                            view,
                            room);
            case EVENTS -> allEvents(status, view, room);
            case HELP -> scrolled(TopHelp.lines(look), view, room);
        };
    }

    private List<AttributedString> worker(
            TopStatus status, TopView view, TopPool pool, TopSamples samples, int room) {
        Optional<TopWorker> marked = view.marked(pool);
        return marked.isEmpty()
                ? workers(status, view, pool, room)
                : new WorkerPage(look, columns, room).lines(status, pool, marked.get(), samples);
    }

    private List<AttributedString> pools(TopStatus status, TopView view, int room) {
        if (status.pools().isEmpty()) {
            String said = status.trouble().isEmpty() ? "The daemon keeps no pool." : "";
            return List.of(new AttributedString(said));
        }
        var table = new PoolsTable(look, columns);
        var lines = new ArrayList<AttributedString>();
        int marked = -1;
        String chosen = view.chosen() == null ? "" : view.chosen().name();
        List<List<AttributedString>> rows = table.rows(status, view);
        for (int i = 0; i < rows.size(); i++) {
            marked = status.pools().get(i).name().equals(chosen) ? lines.size() : marked;
            lines.addAll(rows.get(i));
        }
        int most = events(status, null, room);
        var all = new ArrayList<AttributedString>();
        all.add(table.head());
        all.addAll(
                new WorkersTable(look, columns)
                        .window(lines.size(), lines::get, marked, Math.max(0, room - 1 - most)));
        return withEvents(all, status, null, room, most);
    }

    private List<AttributedString> workers(TopStatus status, TopView view, TopPool pool, int room) {
        var all = new ArrayList<AttributedString>();
        List<AttributedString> head = new PoolHead(look).lines(status, pool);
        all.addAll(head.subList(0, Math.clamp(room / 4, room > 2 ? 1 : 0, head.size())));
        var table = new WorkersTable(look, columns);
        all.add(table.head(pool, view));
        List<TopWorker> listed = view.listed(pool);
        int marked = view.marked(pool).map(listed::indexOf).orElse(-1);
        int most = events(status, pool.name(), room);
        int height = Math.max(0, room - all.size() - most);
        if (listed.isEmpty()) {
            String nobody = nobody(status, pool, view);
            var line = new TopLine(look).foreign(Tone.USUAL, nobody).end();
            all.addAll(table.window(1, _ -> line, -1, height));
        } else {
            all.addAll(
                    table.window(
                            listed.size(),
                            i -> table.row(pool, listed.get(i), i == marked),
                            marked,
                            height));
        }
        return withEvents(all, status, pool.name(), room, most);
    }

    private static String nobody(TopStatus status, TopPool pool, TopView view) {
        return pool.workers().isEmpty()
                ? status.past() == null
                        ? "It has no workers now."
                        : "No worker of it was seen then."
                : "No worker's pid, slot or state contains '" + view.filter() + "'.";
    }

    /// How many events there is room for.
    private static int events(TopStatus status, @Nullable String pool, int room) {
        long all = status.events().stream().filter(e -> isOf(e, pool)).count();
        return (int) Math.min(all, room < 10 ? 0 : Math.min(MOST_EVENTS, room / 5));
    }

    private static boolean isOf(TopEvent event, @Nullable String pool) {
        return pool == null || event.pool().equals(pool);
    }

    /// The lines, and the latest events at the lower edge.
    private List<AttributedString> withEvents(
            List<AttributedString> lines,
            TopStatus status,
            @Nullable String pool,
            int room,
            int most) {
        var all = new ArrayList<>(lines);
        while (all.size() < room - most) {
            all.add(AttributedString.EMPTY);
        }
        List<TopEvent> of = status.events().stream().filter(e -> isOf(e, pool)).toList();
        of.subList(of.size() - most, of.size()).reversed().stream()
                .map(e -> event(e, pool == null))
                .forEach(all::add);
        return all;
    }

    private AttributedString event(TopEvent event, boolean named) {
        var line = new TopLine(look).add(Tone.QUIET, clock(event.at()) + " ");
        if (named) {
            line.foreign(Tone.STRONG, event.pool() + " ");
        }
        return line.foreign(event.bad() ? Tone.BAD : Tone.USUAL, event.text()).end();
    }

    private List<AttributedString> allEvents(TopStatus status, TopView view, int room) {
        List<AttributedString> lines =
                status.events().reversed().stream()
                        .filter(e -> isOf(e, view.pool()))
                        .map(e -> event(e, view.pool() == null))
                        .toList();
        return lines.isEmpty()
                ? List.of(new AttributedString("Nothing has happened yet."))
                : scrolled(lines, view, room);
    }

    private static List<AttributedString> scrolled(
            List<AttributedString> lines, TopView view, int room) {
        int from = Math.clamp(view.from(), 0, Math.max(0, lines.size() - room));
        return lines.subList(from, lines.size());
    }
}
