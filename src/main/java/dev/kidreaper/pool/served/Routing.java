package dev.kidreaper.pool.served;

import dev.kidreaper.linux.Pidfd;
import dev.kidreaper.linux.SocketAddress;
import dev.kidreaper.linux.StreamSocket;
import java.time.Duration;

/// What a workforce asks of whoever hands out the requests. For any thread; nothing waits.
public interface Routing {
    /// A worker has been started: connect to it, and use it when it accepts.
    ///
    /// @param worker a number that is never given twice
    /// @param listening our copy of the socket that it accepts on: closed when it has exited
    void join(int worker, SocketAddress address, StreamSocket listening, Pidfd process);

    /// A connection is to be made to whoever of several workers accepts it there.
    ///
    /// @param skipsEnd as {@link dev.kidreaper.model.Profile#skipsEnd}
    void knock(int worker, SocketAddress address, boolean skipsEnd);

    /// The worker has accepted it.
    ///
    /// @param inode of our end: it may have been another connection by then
    void accepted(int worker, long inode);

    /// The worker gets no more requests, and is let go after the one that it has.
    void leave(int worker);

    /// The worker, weighed, may go on.
    void resume(int worker);

    /// The worker is used before others.
    void prefer(int worker);

    /// No more requests are taken; those that are there come to their end.
    void stop(Duration longest);
}
