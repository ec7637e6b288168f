package dev.kidreaper.front;

import org.jspecify.annotations.Nullable;

/// Decides what a worker does next. For the front's thread.
interface BackendListener {
    /// Whether it is to be seen when the worker accepts its connection.
    void awaitAccept(Backend backend, boolean awaited);

    /// A connection waits at a socket that several workers share.
    ///
    /// @param inode of our end
    void onSharedConnection(Backend backend, long inode);

    /// The worker has accepted its first connection.
    void onReady(Backend backend);

    /// The worker can take a request.
    void onFree(Backend backend);

    /// The worker cannot take one any more, until it says so again.
    void onNotIdle(Backend backend);

    /// The worker is done with a request; null: with none that was not known to be over.
    void onDone(Backend backend, @Nullable Request request);

    /// The worker is to get another connection after that request.
    void onConnectionLost(Backend backend, @Nullable Request request);

    /// Whether the worker is to get another connection after each request, as the proof that it is
    /// done.
    boolean awaitsAccept(Backend backend);

    /// The worker has answered, and has not accepted another connection since, for some time.
    void onLate(Backend backend);

    /// The worker has not read a request, which was taken back; it is to get another connection.
    ///
    /// @param answered the request that it may be at work on still
    void onNotRead(Backend backend, @Nullable Request answered);

    /// The worker has broken a promise.
    void onBroken(Backend backend, String why);

    /// The worker's process has ended; what it had written was read.
    void onExit(Backend backend);
}
