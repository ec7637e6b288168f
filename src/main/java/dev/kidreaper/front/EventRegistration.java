package dev.kidreaper.front;

import dev.kidreaper.linux.LinuxException;
import dev.kidreaper.linux.StreamSocket;

/// Whether, and of what, the loop tells one connection. For the front's thread.
/*
 * A web server that makes a connection for each request has sent all of it when we accept, and the
 * answer is mostly there before the next tick: such a connection is over before the kernel must be
 * asked to tell of it.
 */
final class EventRegistration {
    private static final int NONE = -1;

    private final EventLoop eventLoop;
    private final StreamSocket socket;
    private final EventLoop.Ready told;
    private int token = NONE;
    private boolean ofRoom;

    EventRegistration(EventLoop eventLoop, StreamSocket socket, EventLoop.Ready told) {
        this.eventLoop = eventLoop;
        this.socket = socket;
        this.told = told;
    }

    /// Begins, unless it has: what has come meanwhile is told too.
    void begin() throws LinuxException {
        if (token == NONE) {
            token = eventLoop.watch(socket, told);
        }
    }

    /// As {@link #begin}, but when the kernel has no room for that it is left to the next time.
    void tryToBegin() {
        try {
            begin();
        } catch (LinuxException e) {
            return; // Whoever ticks comes by again.
        }
    }

    /// Has it told also when the connection takes bytes again, or no longer.
    void toRoom(boolean wanted) throws LinuxException {
        if (wanted != ofRoom) {
            begin();
            ofRoom = wanted;
            eventLoop.awaitRoom(socket, token, wanted);
        }
    }

    /// Ends, before the socket is closed.
    void end() {
        if (token != NONE) {
            eventLoop.forget(token, socket);
            token = NONE;
        }
    }
}
