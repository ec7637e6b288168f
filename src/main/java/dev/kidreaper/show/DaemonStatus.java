package dev.kidreaper.show;

import dev.kidreaper.model.PoolSnapshot;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How the daemon and all its pools stand at one moment.
///
/// @param at the moment
/// @param history where new events are kept, in words
public record DaemonStatus(Program program, Instant at, String history, List<Kept> pools) {
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

    /// One pool.
    ///
    /// @param since when its counts began
    public record Kept(PoolSnapshot pool, Instant since) {}

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
