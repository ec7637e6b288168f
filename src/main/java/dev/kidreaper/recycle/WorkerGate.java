package dev.kidreaper.recycle;

import dev.kidreaper.model.ProcessId;
import java.time.Duration;
import java.util.Optional;

/// A gate at which workers wait for a moment, each time they ask for a connection. For any thread.
public interface WorkerGate {
    /// Whether a worker is known to ask there for each of its connections.
    boolean knows(ProcessId worker);

    /// Whether a worker is held there since it has reached a limit: it is away already.
    boolean keeps(ProcessId worker);

    /// Has a worker that is held there since it has reached a limit wait on: it would be let in
    /// after a while in which this is not asked for. Whether it is held while connections wait.
    boolean keepOn(ProcessId worker);

    /// Holds a worker the next time that it asks.
    ///
    /// @param longest to wait for that
    /// @return empty when it did not ask, or has left
    Optional<Held> hold(ProcessId worker, Duration longest);

    /// How often a worker has asked in vain since it was turned away.
    int refusals(ProcessId worker);

    /// Lets a worker in again that was turned away.
    void readmit(ProcessId worker);

    /// A worker that has asked for a connection and has no answer yet. It is let in if nothing else
    /// is decided within a short time.
    interface Held extends AutoCloseable {
        /// From now on the worker gets no connection: this call, once it is answered, and all that
        /// follow end with the error that tells it to look whether it was signalled.
        ///
        /// @return false if it does not wait any more; then nothing has changed
        boolean turnAway();

        /// Has the call answered: the worker was signalled.
        void answer();

        /// Lets it in, unless it was turned away.
        @Override
        void close();
    }
}
