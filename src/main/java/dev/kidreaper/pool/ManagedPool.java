package dev.kidreaper.pool;

import dev.kidreaper.model.Manager;
import dev.kidreaper.model.MemoryTimeline;
import dev.kidreaper.model.PoolSnapshot;
import dev.kidreaper.model.ProcessId;
import dev.kidreaper.model.RecycleCause;
import java.util.List;
import java.util.Optional;
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

    /// Has workers recycled as soon as they may go, whatever they weigh.
    ///
    /// @param pid which; 0: all
    /// @return how many are to go, once that is known
    CompletableFuture<Integer> recycle(int pid, RecycleCause because);

    /// What was seen of the memory of that manager's workers; empty when this is another one's
    /// pool.
    CompletableFuture<Optional<Evidence>> evidence(ProcessId manager);

    /// Has it stop: every request comes to its end, and workers that we started end after that. A
    /// worker that was asked to leave leaves all the same.
    void stop();

    /// Once it has stopped: whether all is as it should be, and no worker of ours is left.
    CompletableFuture<Boolean> ended();

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
