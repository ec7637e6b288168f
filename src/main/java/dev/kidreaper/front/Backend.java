package dev.kidreaper.front;

import dev.kidreaper.linux.LinuxException;
import org.jspecify.annotations.Nullable;

/// One worker as the front knows it, and its connection, kept between requests. For its thread.
/*
 * Whether a worker has accepted a connection is seen at its listening socket, of which we hold a
 * copy: a connection that waits there makes it readable. So a worker serves when it has really
 * called accept, and is done with a request that was given up when it does so again; and what
 * waited there when it died, it has certainly never seen.
 */
final class Backend implements EventLoop.Ready {
    /// Where it stands.
    enum State {
        /// Has a connection that it has not accepted yet.
        KNOCKING,
        IDLE,
        BUSY,
        /// Takes nothing until told.
        HELD,
        GONE
    }

    final int worker;
    final BackendEndpoint backendEndpoint;
    private final Dispatcher dispatcher;
    private @Nullable BackendConnection backendConnection;
    private @Nullable Exchange exchange;
    @Nullable Request owed;
    private State state = State.GONE;
    private long since;
    private boolean unseen;
    private boolean announced;
    private boolean keepsNone;
    boolean leaving;
    boolean preferred;

    Backend(Dispatcher dispatcher, int worker, BackendEndpoint backendEndpoint) {
        this.dispatcher = dispatcher;
        this.worker = worker;
        this.backendEndpoint = backendEndpoint;
    }

    State state() {
        return state;
    }

    void become(State next) {
        state = next;
        dispatcher.knocks(this, next == State.KNOCKING);
        since = dispatcher.eventLoop().now();
    }

    /// How long it has been in its state.
    long nanos() {
        return dispatcher.eventLoop().now() - since;
    }

    /// The request that it is at work on, if only because its client has given it up.
    @Nullable Request pending() {
        return exchange != null ? exchange.request() : owed;
    }

    @Nullable Exchange exchange() {
        return exchange;
    }

    @Nullable BackendConnection backendConnection() {
        return backendConnection;
    }

    /// Whether what could not be sent may go over a new connection.
    boolean mayConnectAnew() {
        return backendConnection != null
                && !backendConnection.isFresh()
                && backendEndpoint.isPrivate();
    }

    /// It has closed its connection. One that does so after its first answer does it after each.
    void noteKeepsNone() {
        keepsNone |=
                backendConnection != null
                        && backendConnection.answers() == 1
                        && backendEndpoint.isPrivate();
    }

    /// Whether the worker is certain to have seen nothing of what was sent.
    boolean hasNeverSeen() {
        return unseen
                || (backendConnection != null
                        && backendConnection.isFresh()
                        && backendEndpoint.isWaitedAt());
    }

    /// Its process has ended, and its listening socket goes.
    void exited() {
        unseen = hasNeverSeen();
        backendEndpoint.close();
        leaving = true;
        if (exchange != null) {
            exchange.end("its process has ended");
        }
        dispatcher.exited(this);
    }

    /// Connects, and waits until the worker accepts that.
    void knock() {
        try {
            long inode = connect().inode();
            become(State.KNOCKING);
            if (!backendEndpoint.isPrivate()) {
                dispatcher.workers().onAwaitingAccept(worker, inode);
            }
        } catch (LinuxException e) {
            dispatcher.broken(this, "no connection: " + e.sentence());
        }
    }

    /// Connects anew.
    BackendConnection connect() throws LinuxException {
        disconnect();
        unseen = true; // Nothing can be sent if this fails.
        backendConnection =
                new BackendConnection(dispatcher.eventLoop(), backendEndpoint.address(), this);
        unseen = false;
        return backendConnection;
    }

    /// Looks whether its connection has been accepted; while that is awaited.
    void look() {
        if (backendEndpoint.isPrivate()
                && !backendEndpoint.isWaitedAt()
                && (exchange != null || !backendEndpoint.isShut())) {
            dispatcher.knocks(this, false);
            accepted();
        }
    }

    /// It has been accepted: a request that it has goes on, or it can take one.
    void accepted() {
        if (exchange != null) {
            exchange.clientConnection().move();
            return;
        }
        if (backendConnection != null) {
            backendConnection.accepted();
        }
        if (!announced) {
            announced = true;
            dispatcher.workers().onReady(worker);
        }
        Request done = owed;
        owed = null;
        if (done == null) {
            dispatcher.free(this);
        } else {
            dispatcher.served(this, done);
        }
    }

    /// Takes up a request.
    void start(ClientConnection from, Request its) {
        var taken = new Exchange(dispatcher, this, from, its);
        exchange = taken;
        its.exchange = taken;
        become(State.BUSY);
        from.out().begin();
        try {
            if (backendConnection == null || (its.needsCertainty() && mayConnectAnew())) {
                connect();
            }
            taken.push();
        } catch (LinuxException e) {
            taken.brokenOff("no connection: " + e.sentence());
        }
        from.move(); // There is room for more of it now.
    }

    /// A request is done with, and its answer complete.
    ///
    /// @param clean whether the worker has taken all of the request; what is left of it on its way
    ///   would be taken for the next one
    void finished(Request request, boolean clean) {
        if (clean) {
            if (backendConnection != null && !keepsNone) {
                backendConnection.answered();
            } else {
                disconnect();
            }
            dispatcher.served(this, request);
        } else {
            dispatcher.parted(this, request);
        }
    }

    /// The client has given the request up: so does the worker, when it sees its connection closed.
    void giveUp() {
        Request its = pending();
        forgetErrand();
        dispatcher.parted(this, its);
    }

    void forgetErrand() {
        if (exchange != null) {
            exchange.end();
            exchange = null;
        }
    }

    @Override
    public void ready(boolean readable, boolean writable, boolean ends, boolean hangsUp) {
        if (backendConnection == null) {
            return;
        }
        backendConnection.note(readable, writable, ends);
        Exchange now = exchange;
        if (state != State.BUSY) {
            listenIdly(backendConnection);
        } else if (now != null) {
            now.pull();
            if (writable) {
                now.clientConnection().move();
            }
        }
    }

    /// Between requests a worker has nothing to say: it may only close.
    private void listenIdly(BackendConnection from) {
        switch (from.idle(dispatcher.eventLoop().bufferPool())) {
            case OPEN -> {}
            case CLOSED -> {
                noteKeepsNone();
                renew();
            }
            case SPOKEN -> dispatcher.broken(this, "it sent bytes that nobody had asked for");
        }
    }

    /// Its connection ends; it gets another with its next request, or, of several, at once.
    void renew() {
        disconnect();
        if (!backendEndpoint.isPrivate()) {
            dispatcher.idleWorkers().remove(this);
            knock();
        }
    }

    /// The worker gets nothing any more: its own loop of accepting comes to its end.
    void end() {
        disconnect();
        backendEndpoint.end();
    }

    private void disconnect() {
        if (backendConnection != null) {
            backendConnection.close();
            backendConnection = null;
        }
    }
}
