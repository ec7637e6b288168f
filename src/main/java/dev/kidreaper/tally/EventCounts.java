package dev.kidreaper.tally;

import dev.kidreaper.model.Event;
import dev.kidreaper.model.Outcome;
import dev.kidreaper.model.RecycleCause;
import java.util.Map;
import java.util.TreeMap;

/// What has happened to each pool since this program started, counted. For any thread.
public final class EventCounts {
    private final Map<String, PoolCounts> pools = new TreeMap<>();

    /// An event happened.
    public synchronized void happened(Event event) {
        if (event instanceof Event.Ended ended) {
            pools.merge(
                    ended.pool(),
                    PoolCounts.NONE.with(result(ended)),
                    (before, _) -> before.with(result(ended)));
        }
    }

    /// What has happened to one pool.
    public synchronized PoolCounts of(String pool) {
        return pools.getOrDefault(pool, PoolCounts.NONE);
    }

    private static PoolCounts.Recycle result(Event.Ended ended) {
        Outcome outcome = ended.outcome();
        RecycleCause cause = outcome.reason().causeOr(RecycleCause.LIMIT);
        return switch (outcome) {
            case Outcome.Recycled r ->
                    new PoolCounts.Recycle(
                            new PoolCounts.Kind(
                                    cause,
                                    r.killed()
                                            ? PoolCounts.Result.KILLED
                                            : PoolCounts.Result.RECYCLED),
                            r.leftAfter(),
                            r.idleProof(),
                            ended.freedBytes() == null ? 0 : ended.freedBytes());
            case Outcome.Failed _ -> PoolCounts.Recycle.of(cause, PoolCounts.Result.FAILED);
            case Outcome.Vanished _ -> PoolCounts.Recycle.of(cause, PoolCounts.Result.VANISHED);
        };
    }
}
