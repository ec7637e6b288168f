package dev.kidreaper.pool;

import dev.kidreaper.model.PoolStatus;
import dev.kidreaper.model.ProcessId;
import dev.kidreaper.model.Traffic;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// The workers of a pool whose requests we hand out, each known by a number that is never given
/// twice. For any thread; nothing here waits.
public interface Workforce {
    /// What becomes of a worker after a request.
    enum After {
        SERVE,
        /// It is weighed first.
        WAIT,
        LEAVE
    }

    /// Begins.
    ///
    /// @return once that is known: null when all workers serve, or why they cannot, a sentence; or
    ///   {@link dev.kidreaper.observe.Unreadable} when there is no such manager
    CompletableFuture<@Nullable String> start();

    /// Replaces every worker, or the one with that pid, not 0. How many, once that is known.
    CompletableFuture<Integer> replace(int pid, String because);

    /// Lets every request come to its end; then the workers that we have started end.
    void stop();

    /// Once it has stopped: whether all is as it should be.
    CompletableFuture<Boolean> ended();

    /// How the pool stands.
    CompletableFuture<PoolStatus> status(Traffic traffic);

    /// What was seen of the pool of that manager; empty when this is another one's.
    default CompletableFuture<Optional<PoolEvidence>> seen(ProcessId manager) {
        return CompletableFuture.completedFuture(Optional.empty());
    }

    /// So many requests wait.
    void waiting(int requests);

    /// We are connected to whoever accepts that; `inode` is our end's.
    void knocking(int number, long inode);

    /// A worker has accepted its connection.
    void serving(int number);

    /// A worker has answered a request. Called on the way of requests.
    ///
    /// @param nanos how long it had it
    After served(int number, String method, String path, long nanos);

    /// Whether one more worker at work would only take the processor from the others. Called on the
    /// way of requests.
    boolean isCrowded();

    /// A worker has no request and no connection any more.
    void left(int number);

    /// A worker has broken the protocol, and gets no more requests.
    void broken(int number, String why);

    /// A worker has a request for too long, and gets no more.
    void stuck(int number, String request, Duration after);

    /// A worker has lost its connection with a request that it may be at work on still.
    ///
    /// @param after how long the worker has had it
    void parted(int number, String request, Duration after);

    /// A worker's process has ended.
    void exited(int number);

    /// All requests have come to their end after {@link #stop}.
    void stopped();
}
