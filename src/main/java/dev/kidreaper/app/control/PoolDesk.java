package dev.kidreaper.app.control;

import dev.kidreaper.decide.OperatorPause;
import dev.kidreaper.model.EventOrigin;
import dev.kidreaper.model.FleetStanding;
import dev.kidreaper.model.MemoryTimeline;
import dev.kidreaper.model.PoolSnapshot;
import dev.kidreaper.model.RecycleCause;
import dev.kidreaper.pool.ManagedPool;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/// The daemon's pools, as commands ask of them and for them. For any thread.
public interface PoolDesk {
    /// How each stands. Asks no thread and waits for nobody.
    List<PoolSnapshot> snapshots();

    /// Since when each is kept, and counted, by its name.
    Map<String, Instant> since();

    /// Has workers recycled as soon as they may go.
    ///
    /// @param pid which; 0: all of the pool
    /// @return how many are to go; empty when there is no such pool
    OptionalInt recycle(String pool, int pid, RecycleCause because);

    /// So many of its workers that an operator wants to go do so without permit of the fleet.
    void waive(String pool, String why, int workers);

    /// How this host stands in its fleet; empty: it has none.
    default Optional<FleetStanding> fleet() {
        return Optional.empty();
    }

    /// Where events come from.
    default EventOrigin origin() {
        return fleet().map(EventOrigin::of).orElseGet(() -> EventOrigin.alone(HostName.now()));
    }

    /// Has no worker of a pool recycled until the pause is over.
    ///
    /// @param pause null: the one that holds ends
    /// @return whether anything has changed
    boolean pause(String pool, @Nullable OperatorPause pause);

    /// What was seen of the memory of a pool's workers; empty when it does not answer.
    default Optional<List<MemoryTimeline>> courses(String pool) {
        return Optional.empty();
    }

    /// What stands against recycling a pool's workers; empty when it does not answer.
    Optional<ManagedPool.Obstacles> obstacles(String pool);
}
