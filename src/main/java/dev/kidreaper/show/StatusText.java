package dev.kidreaper.show;

import dev.kidreaper.model.Durations;
import dev.kidreaper.model.Event;
import dev.kidreaper.model.ForeignText;
import dev.kidreaper.model.Helper;
import dev.kidreaper.model.LimitForecast;
import dev.kidreaper.model.Manager;
import dev.kidreaper.model.PoolSnapshot;
import dev.kidreaper.model.RouteGrowth;
import dev.kidreaper.model.Size;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// The daemon's answers in words.
public final class StatusText {
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");

    /// The command on the control socket that is answered by {@link #managers}.
    public static final String MANAGERS = "managers";

    private StatusText() {}

    /// The managers of the pools, for another kidreaper: a line `PID NAME` for each, with the name
    /// of php-fpm's pool behind if only that is meant.
    public static String managers(List<PoolSnapshot> pools) {
        var lines = new StringBuilder();
        for (PoolSnapshot pool : pools) {
            if (pool.manager() != null) {
                String only = pool.manager().profile().onlyPool();
                lines.append(pool.manager().id().pid()).append(' ').append(pool.name());
                lines.append(only == null ? "" : " " + only).append('\n');
            }
        }
        return lines.toString();
    }

    /// How the pools stand.
    ///
    /// @param now as {@link System#nanoTime}
    public static String status(List<PoolSnapshot> pools, String history, long now) {
        return pools.stream()
                        .map(p -> pool(p, now) + routes(p.routes()))
                        .collect(Collectors.joining("\n\n"))
                + "\n\nhistory: "
                + ForeignText.harmless(history);
    }

    /// Events, a line each, oldest first.
    public static String events(List<Event> events) {
        return events.stream()
                .map(e -> STAMP.format(e.at().atZone(ZoneId.systemDefault())) + "  " + e.text())
                .collect(Collectors.joining("\n"));
    }

    private static String pool(PoolSnapshot pool, long now) {
        String manager =
                pool.manager() == null
                        ? ""
                        : ", manager %s (%s)".formatted(pool.manager().id(), kind(pool.manager()));
        String limit =
                pool.limitBytes() == null
                        ? ""
                        : ", limit %s %s"
                                .formatted(pool.measure().label(), new Size(pool.limitBytes()));
        String why = pool.why() == null ? "" : "\n  " + ForeignText.harmless(pool.why());
        String head =
                ForeignText.harmless(
                                "%s: %s%s%s, recycled %d, failed %d"
                                        .formatted(
                                                pool.name(),
                                                pool.state().name().toLowerCase(Locale.ROOT),
                                                manager,
                                                limit,
                                                pool.recycled(),
                                                pool.failed()))
                        + why;
        if (pool.workers().isEmpty()) {
            return head;
        }
        var rows = new ArrayList<List<String>>();
        PoolSnapshot.Accepted accepted = pool.accepted();
        var names = List.of("WORKER", "AGE", pool.measure().name(), "REACHES THE LIMIT", "");
        rows.add(with(names, accepted == null ? List.of() : GatedColumns.NAMES));
        pool.workers().stream()
                .sorted((a, b) -> Long.compare(b.bytes(), a.bytes()))
                .forEach(w ->
                        rows.add(
                                with(
                                        row(w, now),
                                        accepted == null
                                                ? List.of()
                                                : GatedColumns.of(accepted, w.id()))));
        return head + "\n" + Table.text(rows);
    }

    /// A row with more columns, before the last one.
    private static List<String> with(List<String> row, List<String> more) {
        var all = new ArrayList<>(row);
        all.addAll(row.size() - 1, more);
        return all;
    }

    private static String kind(Manager manager) {
        String only = manager.profile().onlyPool();
        return manager.profile().name() + (only == null ? "" : ", its pool " + only);
    }

    /// The routes that stand out.
    private static String routes(List<RouteGrowth> routes) {
        var rows = new ArrayList<List<String>>();
        rows.add(List.of("ROUTE THAT GROWS THEM", "REQUESTS", "BYTES EACH", "SHARE"));
        routes.stream()
                .filter(RouteGrowth::standsOut)
                .forEach(r ->
                        rows.add(
                                List.of(
                                        r.route(),
                                        Long.toString(r.requests()),
                                        new Size(Math.round(r.bytesPerRequest())).toString(),
                                        Math.round(r.share() * 100) + "%")));
        return rows.size() == 1 ? "" : "\n" + Table.text(rows);
    }

    private static List<String> row(PoolSnapshot.Member worker, long now) {
        LimitForecast reaches = worker.reachesLimit();
        return List.of(
                worker.id().toString(),
                Durations.words(worker.age(now)),
                new Size(worker.bytes()).toString(),
                worker.leaving() ? "leaving" : reaches == null ? "" : reaches.toString(),
                helpers(worker.helpers()));
    }

    private static String helpers(List<Helper> helpers) {
        long rss = helpers.stream().mapToLong(h -> h.footprint().rss()).sum();
        return helpers.isEmpty()
                ? ""
                : "helpers: %d, rss %s".formatted(helpers.size(), new Size(rss));
    }
}
