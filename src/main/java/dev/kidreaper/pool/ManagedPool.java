package dev.kidreaper.pool;

import dev.kidreaper.decide.OperatorPause;
import dev.kidreaper.model.Limits;
import dev.kidreaper.model.Manager;
import dev.kidreaper.model.MemoryTimeline;
import dev.kidreaper.model.PoolSettings;
import dev.kidreaper.model.PoolSnapshot;
import dev.kidreaper.model.ProcessId;
import dev.kidreaper.model.RecycleCause;
import dev.kidreaper.model.RecyclePolicy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// A pool in our care, of whatever kind: kept beside its manager, or its requests handed out by us.
/// For any thread; nothing here waits.
public interface ManagedPool {
    /// By which commands and logs call it.
    String name();

    /// How it stands as of its last tick. Asks no thread and waits for nobody.
    PoolSnapshot snapshot();

    /// Begins.
    ///
    /// @return once that is known: null when it is kept, or why its workers cannot serve, a
    ///   sentence; or {@link dev.kidreaper.observe.Unreadable} when a manager that must be there is
    ///   not
    CompletableFuture<@Nullable String> start();

    /// Takes other settings without losing what it knows of its workers.
    ///
    /// @return false: it cannot, and stays as it is
    default boolean change(PoolSettings other) {
        return false;
    }

    /// Has workers recycled as soon as they may go, whatever they weigh.
    ///
    /// @param pid which; 0: all
    /// @return how many are to go, once that is known
    CompletableFuture<Integer> recycle(int pid, RecycleCause because);

    /// Has no worker recycled until the pause is over.
    ///
    /// @param pause null: the one that holds ends now
    /// @return whether anything has changed, once that is so
    CompletableFuture<Boolean> pause(@Nullable OperatorPause pause);

    /// What stands against recycling its workers now.
    CompletableFuture<Obstacles> obstacles();

    /// What was seen of the memory of its workers, of some that have left lately too; empty while
    /// it is not there.
    CompletableFuture<List<MemoryTimeline>> courses();

    /// What was seen of the memory of that manager's workers; empty when this is another one's
    /// pool.
    CompletableFuture<Optional<Evidence>> evidence(ProcessId manager);

    /// Has it stop: every request comes to its end, and workers that we started end after that. A
    /// worker that was asked to leave leaves all the same.
    void stop();

    /// Once it has stopped: whether all is as it should be, and no worker of ours is left.
    CompletableFuture<Boolean> ended();

    /// What stands against recycling a pool's workers, and by which limits they would go.
    ///
    /// @param hold why none may go now, a sentence; null: one may
    /// @param resting those that were asked and have stayed, with the time until they are asked
    ///   again
    /// @param wanted those whose recycle an operator has asked for, and that were not asked to
    ///   leave yet
    record Obstacles(
            Limits limits,
            RecyclePolicy policy,
            @Nullable String hold,
            Map<ProcessId, Duration> resting,
            Wanted wanted) {
        /// What an operator wants to go.
        ///
        /// @param hold why none of these may go now, a sentence; null: one may
        public record Wanted(Set<ProcessId> workers, @Nullable String hold) {
            /// Nobody.
            public static final Wanted NONE = new Wanted(Set.of(), null);

            public Wanted {
                workers = Set.copyOf(workers);
            }
        }

        public Obstacles {
            resting = Map.copyOf(resting);
        }

        /// Where no operator has asked for a recycle.
        public Obstacles(
                Limits limits,
                RecyclePolicy policy,
                @Nullable String hold,
                Map<ProcessId, Duration> resting) {
            this(limits, policy, hold, resting, Wanted.NONE);
        }
    }

    /// What was seen of a kept pool's workers until now.
    ///
    /// @param pool its name
    /// @param courses of its workers, and of some that have left lately
    record Evidence(String pool, Manager manager, List<MemoryTimeline> courses) {
        public Evidence {
            courses = List.copyOf(courses);
        }
    }
}
