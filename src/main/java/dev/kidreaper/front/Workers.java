package dev.kidreaper.front;

import dev.kidreaper.linux.BorrowedSocket.PeerEnd;
import dev.kidreaper.model.EventKind;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// What the front tells and asks whoever owns the workers, each of which it knows by a number that
/// is never given twice. Called by the front's thread, so no call may take long.
public interface Workers {
    /// A connection waits for whoever of several workers accepts it: whoever learns that tells
    /// {@link Front#accepted}.
    ///
    /// @param inode of our end
    void onAwaitingAccept(int worker, long inode);

    /// The worker has accepted its connection: it can serve.
    void onReady(int worker);

    /// A request is over, with its whole answer. What becomes of the worker.
    ///
    /// @param nanos how long it had it
    Next onAnswered(int worker, String method, String path, long nanos);

    /// What can be seen of a worker's process; null when that is not known any more.
    @Nullable Look look(int worker);

    /// Whether one more worker at work would only take the processor from the others.
    boolean isCpuContended();

    /// The worker was to leave: it has no request and no connection of ours any more.
    void onReleased(int worker);

    /// No request has come for a while, so the worker, one of several at a socket, holds no
    /// connection of ours any more.
    void onRested(int worker);

    /// The worker has broken the protocol or a promise, and gets no more requests.
    ///
    /// @param why a sentence for the operator
    void onBroken(int worker, String why);

    /// The worker has had a request for too long; the client has been told, and the worker gets no
    /// more.
    ///
    /// @param request its method and path
    void onStuck(int worker, String request, Duration after);

    /// The worker, one of several at a socket, has lost its connection with a request that it may
    /// be at work on still: its client has given that up, or has its answer before the worker is
    /// done.
    ///
    /// @param request its method and path
    /// @param after how long the worker has had it
    void onConnectionLost(int worker, String request, Duration after);

    /// The worker's process has ended.
    void onExit(int worker);

    /// How many requests wait for a worker, when that has become more or none.
    void onQueued(int requests);

    /// Something went wrong in the front.
    ///
    /// @param why a sentence for the operator
    void onTrouble(EventKind kind, String why);

    /// A web server sent bytes that are no FastCGI; its connection is closed.
    ///
    /// @param offset how many bytes came before the wrong one
    /// @param why what is wrong there
    void onMalformed(long offset, String why);

    /// A request is cut off, since the stop waits no longer.
    ///
    /// @param request its method and path
    void onCut(String request);

    /// The front has stopped: every client has its answer, or the time for that was over.
    void onStopped();

    /// What can be seen of a worker's process at any moment, without holding it up. Each look may
    /// take a moment.
    interface Look {
        /// Whether it has several threads: the one that reads a connection may not be the one that
        /// accepts the next.
        boolean hasThreads();

        /// Whether it waits for something, and for no processor.
        boolean isAsleep();

        /// Its end of a connection; null when it has not accepted that, or we may not know.
        ///
        /// @param inode of our end
        @Nullable PeerEnd peerEnd(long inode);
    }

    /// What a worker does after a request.
    enum Next {
        /// It takes another one.
        SERVE,
        /// It takes none until {@link Front#resume}.
        WAIT,
        /// It leaves.
        LEAVE
    }
}
