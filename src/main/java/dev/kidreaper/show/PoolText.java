package dev.kidreaper.show;

import dev.kidreaper.model.Durations;
import dev.kidreaper.model.Footprint;
import dev.kidreaper.model.ForeignText;
import dev.kidreaper.model.Helper;
import dev.kidreaper.model.Limit;
import dev.kidreaper.model.Manager;
import dev.kidreaper.model.Pool;
import dev.kidreaper.model.ProcessId;
import dev.kidreaper.model.Size;
import dev.kidreaper.model.Worker;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A pool as a table.
public final class PoolText {
    /// Ends the row of a worker that would be recycled.
    static final String GOES = "goes";

    /// What a narrow terminal does without.
    private static final List<String> DISPENSABLE =
            List.of("VSZ", "SWAP", "SHARED", "AGE", "RSS", "PSS");

    private PoolText() {}

    /// The table: a line about the manager, then one for each worker, largest first, their sum, and
    /// the manager itself. Where one manager has several pools, each worker's is named.
    ///
    /// @param victims the workers that would be recycled
    /// @param columns of the terminal
    public static String table(
            Pool pool, List<Worker> victims, @Nullable Limit limit, int columns) {
        var rows = new ArrayList<List<String>>();
        var manager = pool.manager();
        boolean named =
                pool.workers().stream()
                        .anyMatch(w -> manager.profile().poolOf(w.title()).isPresent());
        var head = List.of("WORKER", "AGE", "VSZ", "RSS", "PSS", "USS", "SWAP", "SHARED", "");
        rows.add(named(head, named ? "POOL" : null));
        pool.workers().stream()
                .sorted((a, b) -> Long.compare(weight(b), weight(a)))
                .forEach(w -> {
                    String name = manager.profile().poolOf(w.title()).orElse("-");
                    rows.add(named(row(w, victims.contains(w)), named ? name : null));
                    w.helpers().forEach(h -> rows.add(named(row(h), named ? "" : null)));
                });
        if (pool.workers().size() > 1) {
            rows.add(named(total(pool.workers()), named ? "" : null));
        }
        boolean unknown = manager.profile().isUnknown();
        if (!unknown) {
            rows.add(named(row(manager), named ? "" : null));
        }
        return "%s %s: %s, %s, %s%s%s%n"
                        .formatted(
                                unknown ? "process" : "manager",
                                manager.id(),
                                unknown ? "not a known kind of manager" : manager.profile().name(),
                                manager.title().isEmpty()
                                        ? "no title"
                                        : "'" + ForeignText.harmless(manager.title()) + "'",
                                number(pool.workers().size(), unknown),
                                others(pool),
                                limit == null
                                        ? ""
                                        : "; limit %s %s"
                                                .formatted(limit.measure().label(), limit.size()))
                + Table.text(rows, columns, DISPENSABLE);
    }

    private static String number(int workers, boolean unknown) {
        return unknown ? workers + (workers == 1 ? " child" : " children") : workers(workers);
    }

    /// A row with the name of its pool; null: with none.
    private static List<String> named(List<String> row, @Nullable String name) {
        if (name == null) {
            return row;
        }
        var longer = new ArrayList<>(row);
        longer.add(1, name);
        return longer;
    }

    private static String others(Pool pool) {
        return pool.others().isEmpty()
                ? ""
                : "; other children, left alone: "
                        + pool.others().stream()
                                .map(ProcessId::toString)
                                .collect(Collectors.joining(" "));
    }

    private static List<String> row(Worker worker, boolean victim) {
        Footprint f = worker.footprint();
        boolean whole = f.uss() != Footprint.UNREAD && f.rss() > 0;
        long own = f.uss() - Math.max(0, f.swap());
        return List.of(
                worker.id().toString(),
                Durations.words(worker.age()),
                size(f.vsz()),
                size(f.rss()),
                size(f.pss()),
                size(f.uss()),
                size(f.swap()),
                whole ? Math.round(100.0 * (f.rss() - own) / f.rss()) + "%" : "-",
                victim ? GOES : "");
    }

    /// What the workers take together, by the measures that count shared memory once.
    private static List<String> total(List<Worker> workers) {
        Footprint all =
                workers.stream().map(Worker::footprint).reduce(Footprint::plus).orElseThrow();
        return List.of(
                "TOTAL", "", "", "", size(all.pss()), size(all.uss()), size(all.swap()), "", "");
    }

    private static List<String> row(Helper helper) {
        return row("+ " + helper.id(), helper.footprint(), "helper '%s'".formatted(helper.title()));
    }

    private static List<String> row(Manager manager) {
        return row(manager.id().toString(), manager.footprint(), "manager");
    }

    private static List<String> row(String pid, Footprint f, String what) {
        return List.of(
                pid,
                "",
                size(f.vsz()),
                size(f.rss()),
                size(f.pss()),
                size(f.uss()),
                size(f.swap()),
                "",
                what);
    }

    private static long weight(Worker worker) {
        Footprint f = worker.footprint();
        return f.uss() == Footprint.UNREAD ? f.rss() : f.uss();
    }

    private static String size(long bytes) {
        return bytes == Footprint.UNREAD ? "-" : new Size(bytes).toString();
    }

    /// So many workers, in words.
    public static String workers(long count) {
        return count + (count == 1 ? " worker" : " workers");
    }
}
