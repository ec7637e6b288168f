package dev.kidreaper.front;

import dev.kidreaper.front.io.BackendConnection;
import dev.kidreaper.front.io.BackendEndpoint;
import dev.kidreaper.front.io.EventLoop;
import dev.kidreaper.linux.IoBuffer;
import dev.kidreaper.linux.LinuxException;
import dev.kidreaper.linux.StreamSocket;
import org.jspecify.annotations.Nullable;

/// The way to one worker: where it takes connections, and the one that is kept open to it between
/// requests. For the front's thread.
/*
 * Whether a worker has accepted a connection is seen at its listening socket, of which we hold a
 * copy: a connection that waits there makes it readable. So what waited there when the worker died,
 * it has certainly never seen.
 */
final class BackendChannel {
    private final EventLoop eventLoop;
    private final BackendEndpoint endpoint;
    private final EventLoop.Ready told;
    private @Nullable BackendConnection connection;
    private boolean unseen;
    private boolean closesAfterAnswer;
    private boolean numbers = true;

    /// @param told is told of events on the connection
    BackendChannel(EventLoop eventLoop, BackendEndpoint endpoint, EventLoop.Ready told) {
        this.eventLoop = eventLoop;
        this.endpoint = endpoint;
        this.told = told;
    }

    BackendEndpoint endpoint() {
        return endpoint;
    }

    @Nullable BackendConnection connection() {
        return connection;
    }

    /// Connects anew.
    BackendConnection connect() throws LinuxException {
        disconnect();
        unseen = true; // Nothing can be sent if this fails.
        connection = new BackendConnection(eventLoop, endpoint.address(), told);
        unseen = false;
        return connection;
    }

    /// Connects, unless there is a connection over which that request may go.
    void connectFor(Request request) throws LinuxException {
        boolean certain = request.needsCertainty() || !numbers;
        if (connection == null || (certain && mayConnectAnew())) {
            connect();
        }
    }

    /// The number by which the next request goes over the connection.
    int nextRequest() {
        BackendConnection its = connection;
        return its == null || !numbers ? RequestReader.WORKER_REQUEST : its.nextRequest();
    }

    /// The worker may answer by another number than it was asked by. So each request gets a
    /// connection of its own where the worker has its own socket, and the usual number elsewhere.
    void distrust() {
        numbers = false;
    }

    /// Has it told again that something may be done, after the others.
    void again() {
        eventLoop.again(told);
    }

    /// Whether what could not be sent may go over a new connection.
    boolean mayConnectAnew() {
        return connection != null && !connection.isFresh() && endpoint.isPrivate();
    }

    /// Whether the worker is certain to have seen nothing of what was sent.
    boolean hasNeverSeen() {
        return unseen || (connection != null && connection.isFresh() && endpoint.isWaitedAt());
    }

    /// Whether the worker is known to have accepted the connection, which only a socket of its own
    /// tells.
    ///
    /// @param sent whether a request was sent; one that waits may wait in vain at a socket that was
    ///   shut down
    boolean isSeenAccepted(boolean sent) {
        return endpoint.isPrivate() && !endpoint.isWaitedAt() && (sent || !endpoint.isShut());
    }

    /// The worker has accepted the connection.
    void accepted() {
        if (connection != null) {
            connection.accepted();
        }
    }

    /// The worker has closed the connection. One that does so after its first answer does it after
    /// each.
    void noteClosed() {
        closesAfterAnswer |=
                connection != null && connection.answers() == 1 && endpoint.isPrivate();
    }

    /// Has each request get a connection of its own, where the worker has its own socket.
    void separate() {
        closesAfterAnswer |= endpoint.isPrivate();
    }

    /// Whether the worker may not have read anything of what was sent.
    ///
    /// @param sent how many bytes of a request
    boolean isUnread(int sent, Workers.Look look) {
        BackendConnection its = connection;
        if (its == null || sent == 0) {
            return false;
        }
        if (its.isFresh() && endpoint.isPrivate()) {
            return endpoint.isWaitedAt();
        }
        // One that it has just accepted it reads.
        if (its.answers() == 0 || its.isRead()) {
            return false;
        }
        if (!its.hasPeerEnd()) {
            its.peerEnd(look.peerEnd(its.inode()));
        }
        return its.isUnread(sent);
    }

    /// Takes back what was sent, if the worker has read none of it. Whether that is so, and the
    /// worker will never read it; if not, nothing has changed.
    ///
    /// @param sent how many bytes of a request
    boolean takeBack(int sent) {
        BackendConnection its = connection;
        try {
            if (its == null || sent == 0) {
                return false;
            }
            boolean waits = its.isFresh() && endpoint.isPrivate();
            return waits ? takeBackWaiting() : its.takeBack(sent);
        } catch (LinuxException e) {
            return false;
        }
    }

    /// Accepts the connection in the worker's place. Another one waits behind it, so that the
    /// worker does not find none if it calls accept just then.
    private boolean takeBackWaiting() throws LinuxException {
        var next = new BackendConnection(eventLoop, endpoint.address(), told);
        IoBuffer scratch = eventLoop.bufferPool().takeSmall();
        try (StreamSocket first = endpoint.acceptInItsPlace()) {
            // If it is that other one, the worker has accepted ours.
            return first != null && first.peek(scratch) > 0;
        } finally {
            next.close();
            eventLoop.bufferPool().give(scratch);
        }
    }

    /// The worker has taken all of a request, and answered it.
    void answered() {
        if (connection != null && !closesAfterAnswer) {
            connection.answered();
        } else {
            disconnect();
        }
    }

    /// The worker's process has ended: nobody accepts here any more.
    void exited() {
        unseen = hasNeverSeen();
        endpoint.close();
    }

    /// Ends the listening socket for its worker too.
    void end() {
        disconnect();
        endpoint.end();
    }

    void disconnect() {
        if (connection != null) {
            connection.close();
            connection = null;
        }
    }
}
