package dev.kidreaper.front.io;

import dev.kidreaper.linux.IoBuffer;
import dev.kidreaper.linux.LinuxException;
import dev.kidreaper.linux.StreamSocket;

/// The socket of one web server's connection, and what is known of it without asking the kernel
/// again. For the front's thread.
/*
 * A web server that makes a connection for each request has sent all of it when we accept, and the
 * answer is mostly there before the next tick: such a connection is over before the kernel must be
 * asked to tell of it.
 */
public final class ClientSocket implements ByteSink {
    private static final int NONE = -1;

    private final EventLoop eventLoop;
    private final StreamSocket socket;
    private final SocketReader in;
    private final EventLoop.Ready told;
    private final IdleTime idleTime;
    private int token = NONE;
    private boolean mayWrite = true;
    private boolean awaitsRoom;
    private boolean hungUp;
    private long quietSince;

    /// @param told is told of events, once these are awaited
    public ClientSocket(EventLoop eventLoop, StreamSocket socket, EventLoop.Ready told) {
        this.eventLoop = eventLoop;
        this.socket = socket;
        this.in = new SocketReader(socket, eventLoop.bufferPool());
        this.in.readAgain();
        this.told = told;
        this.idleTime = new IdleTime(eventLoop.clock());
        this.quietSince = eventLoop.now();
    }

    /// Begins to await events, unless it does so: what has come meanwhile is told too.
    public void awaitEvents() throws LinuxException {
        if (token == NONE) {
            token = eventLoop.watch(socket, told);
        }
    }

    /// As {@link #awaitEvents}, but when the kernel has no room for that it is left to the next
    /// time.
    public void tryToAwaitEvents() {
        try {
            awaitEvents();
        } catch (LinuxException e) {
            return; // The next tick tries again.
        }
    }

    /// What an event says.
    public void note(boolean readable, boolean writable, boolean ends, boolean hangsUp) {
        in.note(readable, ends);
        mayWrite |= writable;
        hungUp |= hangsUp;
    }

    /// Whether the other side neither sends nor takes anything any more.
    public boolean isHungUp() {
        return hungUp;
    }

    /// Whether something may be there to read.
    public boolean mayRead() {
        return in.mayRead();
    }

    public boolean mayWrite() {
        return mayWrite;
    }

    /// How long it has been without a request.
    public IdleTime idleTime() {
        return idleTime;
    }

    /// How long nothing has come or gone.
    public long nanosQuiet() {
        return eventLoop.now() - quietSince;
    }

    /// Counts that from now on.
    public void notQuiet() {
        quietSince = eventLoop.now();
    }

    /// As {@link SocketReader#read}.
    public int read(IoBuffer to) throws LinuxException {
        int got = in.read(to);
        if (got > 0) {
            notQuiet();
        }
        return got;
    }

    /// The last read was not the end of a request.
    public void takeRead() throws LinuxException {
        in.take();
    }

    @Override
    public int write(IoBuffer from, int at, int length) throws LinuxException {
        int took = socket.write(from, at, length);
        if (took > 0) {
            notQuiet();
        }
        return took;
    }

    /// As much was written as could be.
    ///
    /// @param more whether the other side would take more; if not, it is told when it does
    public void written(boolean more) throws LinuxException {
        mayWrite = more;
        in.sent();
        if (more == awaitsRoom) {
            awaitEvents();
            awaitsRoom = !more;
            eventLoop.awaitRoom(socket, token, awaitsRoom);
        }
    }

    /// Says that no more will be sent.
    public void endSending() {
        socket.endSending();
    }

    public void close() {
        in.sent();
        if (token != NONE) {
            eventLoop.forget(token, socket);
            token = NONE;
        }
        socket.close();
    }
}
