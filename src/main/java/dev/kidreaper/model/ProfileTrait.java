package dev.kidreaper.model;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A property of few kinds of manager, most often of one.
public sealed interface ProfileTrait {
    /// A worker's threads serve, and one thread of this name takes all connections: it can be held
    /// until the others have finished their requests.
    ///
    /// @param name as `comm` has it (proc_pid_comm(5))
    record AcceptorThread(String name) implements ProfileTrait {}

    /// A FastCGI worker may leave the end of a request without a body unread; it then skips that
    /// end before the next request over the same connection.
    record SkipsRequestEnd() implements ProfileTrait {}

    /// The graceful signal may be sent at a harmless moment only: at any other moment it cuts off
    /// too many requests to be called graceful.
    record OnlyProven() implements ProfileTrait {}

    /// Some workers of this kind serve several connections at once, and after the graceful signal
    /// cut off those that are still open when a time of their manager's is over.
    record CutsOpenConnections() implements ProfileTrait {}

    /// Where a worker has several threads, each may take connections.
    record ThreadsAccept() implements ProfileTrait {}

    /// One manager has several pools, each with its own socket and number of workers. The title of
    /// a worker ends with the name of its pool.
    ///
    /// @param before what stands before that name
    /// @param only the name of the one pool that is meant; null: all of them
    record NamedPools(String before, @Nullable String only) implements ProfileTrait {
        /// The name of the pool that a worker with that title belongs to; empty when the title has
        /// none.
        Optional<String> of(String title) {
            return title.startsWith(before)
                    ? Optional.of(title.substring(before.length()))
                    : Optional.empty();
        }

        /// Whether a child with that title may belong to a pool that is meant.
        boolean isMeant(String title) {
            return only == null || of(title).filter(only::equals).isPresent();
        }
    }

    /// The manager keeps fewer workers while few are needed: it tells one to leave, and does not
    /// replace it.
    ///
    /// @param signal by which it tells the worker
    record Shrinks(Signal signal) implements ProfileTrait {}

    /// A worker that has been asked to leave says so in its title. It takes no more requests, so it
    /// counts as no worker.
    ///
    /// @param title how the title begins then
    record TitledWhenLeaving(String title) implements ProfileTrait {}

    /// The manager itself reloads and stops on other signals than HUP and TERM.
    ///
    /// @param reload on which it replaces its workers, or itself, without an end
    /// @param stop on which it stops, as gently as it can
    record ManagedBy(Signal reload, Signal stop) implements ProfileTrait {}

    /// No signal may be sent to these workers.
    ///
    /// @param why a sentence that also says what to do instead
    record Untouchable(String why) implements ProfileTrait {}
}
