package dev.kidreaper.front;

import dev.kidreaper.front.io.BackendEndpoint;
import dev.kidreaper.model.Traffic;
import java.time.Duration;

/// What a pool asks of its front. Each worker has a number that is never given twice. For any
/// thread; nothing waits.
public interface Routing {
    /// Begins to take connections.
    void start();

    /// A worker is to take requests as soon as it accepts a connection.
    ///
    /// @param at where it accepts
    void join(int worker, BackendEndpoint at);

    /// A worker has accepted the connection that waited for one.
    ///
    /// @param inode of our end: it may have been another connection by then
    void accepted(int worker, long inode);

    /// Has a worker leave after the request that it has.
    void leave(int worker);

    /// Has a worker that was told to wait take requests again.
    void resume(int worker);

    /// Has a worker used before others: it is to leave soon, and its replacement is there.
    void prefer(int worker);

    /// What has become of the requests so far.
    Traffic traffic();

    /// Takes no more connections, lets every request come to its end, and stops.
    ///
    /// @param longest after which what is left is cut
    void stop(Duration longest);
}
