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
import dev.kidreaper.model.Traffic;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The daemon's answers in words.
public final class StatusText {
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ssXXX");

    private static final DateTimeFormatter SHORT = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm");

    /// Of a younger worker it cannot be said yet that it does not grow.
    private static final Duration TOLD_AFTER = Duration.ofMinutes(1);

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

    /// How the daemon and its pools stand.
    ///
    /// @param now as {@link System#nanoTime}
    public static String status(DaemonStatus status, long now) {
        return head(status)
                + "\n\n"
                + status.pools().stream()
                        .map(k -> pool(k, now) + routes(k.pool().routes()))
                        .collect(Collectors.joining("\n\n"))
                + "\n\nhistory: "
                + ForeignText.harmless(status.history())
                + (status.page() == null ? "" : "\npage: " + ForeignText.harmless(status.page()));
    }

    private static String head(DaemonStatus status) {
        DaemonStatus.Program program = status.program();
        var lines = new ArrayList<String>();
        lines.add(
                "kidreaper %s %s, pid %d, up %s%s"
                        .formatted(
                                program.version(),
                                program.command(),
                                program.pid(),
                                Durations.words(Duration.between(program.since(), status.at())),
                                program.config() == null
                                        ? ""
                                        : ", " + ForeignText.harmless(program.config())));
        if (status.pools().size() > 1) {
            lines.add(
                    "%d pools, %s, %d recycled, %d failed since %s"
                            .formatted(
                                    status.pools().size(),
                                    PoolText.workers(status.workers()),
                                    status.recycled(),
                                    status.failed(),
                                    time(program.since())));
        }
        return String.join("\n", lines);
    }

    private static String time(Instant at) {
        return SHORT.format(at.atZone(ZoneId.systemDefault()));
    }

    /// When a worker reaches its limit, in words; empty where nothing can be told yet.
    ///
    /// @param reaches null: it does not grow towards it
    /// @param age of the worker
    public static String forecast(@Nullable LimitForecast reaches, Duration age) {
        if (reaches != null) {
            return reaches.toString();
        }
        return age.compareTo(TOLD_AFTER) < 0 ? "" : "not growing";
    }

    /// Events, a line each, oldest first.
    public static String events(List<Event> events) {
        return events.stream()
                .map(e -> STAMP.format(e.at().atZone(ZoneId.systemDefault())) + "  " + e.text())
                .collect(Collectors.joining("\n"));
    }

    private static String pool(DaemonStatus.Kept kept, long now) {
        PoolSnapshot pool = kept.pool();
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
                                "%s: %s%s%s, recycled %d, failed %d since %s"
                                        .formatted(
                                                pool.name(),
                                                pool.state().name().toLowerCase(Locale.ROOT),
                                                manager,
                                                limit,
                                                pool.recycled(),
                                                pool.failed(),
                                                time(kept.since())))
                        + why
                        + traffic(pool);
        if (pool.workers().isEmpty()) {
            return head;
        }
        var rows = new ArrayList<List<String>>();
        boolean limited = pool.limitBytes() != null;
        String reaches = limited ? "REACHES THE LIMIT" : "";
        PoolSnapshot.Accepted accepted = pool.traffic() == null ? pool.accepted() : null;
        var names = List.of("WORKER", "AGE", pool.measure().name(), reaches, "");
        rows.add(with(names, accepted == null ? List.of() : GatedColumns.NAMES));
        pool.workers().stream()
                .sorted((a, b) -> Long.compare(b.bytes(), a.bytes()))
                .forEach(w ->
                        rows.add(
                                with(
                                        row(w, limited, now),
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

    /// What became of its requests, where we see them.
    private static String traffic(PoolSnapshot pool) {
        Traffic t = pool.traffic();
        if (t == null) {
            PoolSnapshot.Accepted counted = pool.accepted();
            return counted == null ? "" : "\n  connections %d".formatted(counted.all());
        }
        String more =
                (t.failed() == 0 ? "" : ", failed " + t.failed())
                        + (t.refused() == 0 ? "" : ", refused " + t.refused())
                        + (t.aborted() == 0 ? "" : ", given up by clients " + t.aborted());
        return String.format(
                Locale.ROOT,
                "%n  requests %d, %.1f/s, cut %d%s; %d of %d workers busy, %d waiting",
                t.requests(),
                t.perSecond(),
                t.cut(),
                more,
                t.busy(),
                pool.workers().size(),
                t.waiting());
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

    private static List<String> row(PoolSnapshot.Member worker, boolean limited, long now) {
        String reaches = limited ? forecast(worker.reachesLimit(), worker.age(now)) : "";
        return List.of(
                worker.id().toString(),
                Durations.words(worker.age(now)),
                new Size(worker.bytes()).toString(),
                worker.leaving() ? "leaving" : reaches,
                helpers(worker.helpers()));
    }

    private static String helpers(List<Helper> helpers) {
        long rss = helpers.stream().mapToLong(h -> h.footprint().rss()).sum();
        return helpers.isEmpty()
                ? ""
                : "helpers: %d, rss %s".formatted(helpers.size(), new Size(rss));
    }
}
