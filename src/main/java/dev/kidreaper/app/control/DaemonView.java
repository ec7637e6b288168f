package dev.kidreaper.app.control;

import dev.kidreaper.history.Condition;
import dev.kidreaper.history.History;
import dev.kidreaper.model.Event;
import dev.kidreaper.model.PoolSnapshot;
import dev.kidreaper.observe.cost.OwnCost;
import dev.kidreaper.show.DaemonStatus;
import dev.kidreaper.tally.EventCounts;
import dev.kidreaper.tally.OwnCounts;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// The daemon as those see it who look at it: its pools, what has happened to them, and why they
/// grow. Nothing is done while nobody looks. For any thread.
public final class DaemonView {
    private final PoolDesk pools;
    private final History history;
    private final DaemonStatus.Program program;
    private final EventCounts counts = new EventCounts();
    private final OwnCounts own = new OwnCounts();
    private final PoolVerdicts verdicts;
    private final Map<String, Integer> byHand = new ConcurrentHashMap<>();
    private volatile @Nullable String page;

    DaemonView(PoolDesk pools, History history, DaemonStatus.Program program) {
        this.pools = pools;
        this.history = history;
        this.program = program;
        this.verdicts = new PoolVerdicts(pools, InstantSource.system());
    }

    void happened(Event event) {
        counts.happened(event);
    }

    /// A worker of a pool was recycled by a command, not by the daemon.
    void recycledByHand(String pool) {
        byHand.merge(pool, 1, Integer::sum);
    }

    /// The page is there, or cannot be had yet.
    ///
    /// @param found where it is, or why there is none
    public void page(String found) {
        page = found;
    }

    public PoolDesk pools() {
        return pools;
    }

    public History history() {
        return history;
    }

    public DaemonStatus.Program program() {
        return program;
    }

    /// What has happened to each pool since the start.
    public EventCounts counts() {
        return counts;
    }

    /// What the daemon has done besides keeping pools.
    public OwnCounts own() {
        return own;
    }

    /// Why each pool grows.
    public PoolVerdicts verdicts() {
        return verdicts;
    }

    /// How the daemon and its pools stand.
    ///
    /// @param only the pool that is meant; null: all
    public DaemonStatus status(@Nullable String only) {
        Map<String, Instant> since = pools.since();
        List<DaemonStatus.Kept> kept =
                pools.snapshots().stream()
                        .filter(p -> only == null || p.name().equals(only))
                        .map(p -> kept(p, since.getOrDefault(p.name(), program.since())))
                        .toList();
        return new DaemonStatus(program, Instant.now(), condition(), page, kept, cost());
    }

    private DaemonStatus.Kept kept(PoolSnapshot found, Instant since) {
        PoolSnapshot pool = found.after(byHand.getOrDefault(found.name(), 0), 0);
        var verdict =
                verdicts.latest(pool.name())
                        .map(v -> new DaemonStatus.Verdict(v.summary(), v.at()))
                        .orElse(null);
        return new DaemonStatus.Kept(pool, since, counts.of(pool.name()).freedBytes(), verdict);
    }

    private static DaemonStatus.Cost cost() {
        OwnCost own = OwnCost.now();
        return new DaemonStatus.Cost(
                own.cpu(),
                own.rssBytes(),
                own.looks().cheap(),
                own.looks().costly(),
                own.looks().time(),
                own.looks().longest());
    }

    private String condition() {
        return switch (history.condition()) {
            case Condition.OnDisk _ -> "on disk";
            case Condition.InMemory memory -> "in memory only: " + memory.why();
        };
    }
}
