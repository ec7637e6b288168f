package dev.kidreaper.show;

import dev.kidreaper.model.GrowthSummary;
import dev.kidreaper.model.PoolSnapshot;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How the daemon and all its pools stand at one moment.
///
/// @param at the moment
/// @param history where new events are kept, in words
/// @param page where the page is, or why there is none yet; null: none is wanted
/// @param cost what the daemon itself costs; null: not known
public record DaemonStatus(
        Program program,
        Instant at,
        String history,
        @Nullable String page,
        List<Kept> pools,
        @Nullable Cost cost) {
    /// One without a page, of whose cost nothing is known.
    public DaemonStatus(Program program, Instant at, String history, List<Kept> pools) {
        this(program, at, history, null, pools, null);
    }

    public DaemonStatus {
        pools = List.copyOf(pools);
    }

    /// The daemon itself.
    ///
    /// @param version of kidreaper
    /// @param command by which it was started: `watch`, `serve` or `run`
    /// @param since when it was started
    /// @param config the path of its configuration; null: it has none
    public record Program(
            String version, String command, long pid, Instant since, @Nullable String config) {}

    /// What the daemon costs.
    ///
    /// @param cpu processor time since its start
    /// @param rssBytes resident memory
    /// @param cheapLooks how often it has looked at a worker
    /// @param costlyLooks how often in such a way that the worker could not change its memory
    ///   meanwhile
    /// @param lookTime how long those took together
    /// @param longestLook how long the longest of them took
    public record Cost(
            Duration cpu,
            long rssBytes,
            long cheapLooks,
            long costlyLooks,
            Duration lookTime,
            Duration longestLook) {}

    /// Why a pool grows, as it was judged a moment ago.
    public record Verdict(GrowthSummary growthSummary, Instant at) {}

    /// One pool.
    ///
    /// @param since when its counts began
    /// @param freedBytes what recycles have given back since the daemon started
    /// @param verdict null: nobody has asked for one yet
    public record Kept(
            PoolSnapshot pool, Instant since, long freedBytes, @Nullable Verdict verdict) {
        /// One of which no more is known.
        public Kept(PoolSnapshot pool, Instant since) {
            this(pool, since, 0, null);
        }
    }

    /// How many workers all pools have.
    int workers() {
        return pools.stream().mapToInt(k -> k.pool().workers().size()).sum();
    }

    /// How many workers were recycled, in all pools.
    int recycled() {
        return pools.stream().mapToInt(k -> k.pool().recycled()).sum();
    }

    /// How many recycles went wrong, in all pools.
    int failed() {
        return pools.stream().mapToInt(k -> k.pool().failed()).sum();
    }
}
