package dev.kidreaper.front;

import dev.kidreaper.linux.LinuxException;
import org.jspecify.annotations.Nullable;

/// One worker as the front knows it. For the front's thread.
/*
 * A worker serves when it has really called accept, and is done with a request that was given up
 * when it does so again.
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
    private final Dispatcher dispatcher;
    private final BackendChannel channel;
    private @Nullable Exchange exchange;
    @Nullable Request owed;
    private State state = State.GONE;
    private long since;
    private boolean announced;
    boolean leaving;
    boolean preferred;

    Backend(Dispatcher dispatcher, int worker, BackendEndpoint backendEndpoint) {
        this.dispatcher = dispatcher;
        this.worker = worker;
        this.channel = new BackendChannel(dispatcher.eventLoop(), backendEndpoint, this);
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

    BackendChannel channel() {
        return channel;
    }

    /// Its process has ended, and its listening socket goes.
    void exited() {
        channel.exited();
        leaving = true;
        if (exchange != null) {
            exchange.end("its process has ended");
        }
        dispatcher.exited(this);
    }

    /// Connects, and waits until the worker accepts that.
    void knock() {
        try {
            long inode = channel.connect().inode();
            become(State.KNOCKING);
            if (!channel.endpoint().isPrivate()) {
                dispatcher.workers().onAwaitingAccept(worker, inode);
            }
        } catch (LinuxException e) {
            dispatcher.broken(this, "no connection: " + e.sentence());
        }
    }

    /// Looks whether its connection has been accepted; while that is awaited.
    void look() {
        if (channel.isSeenAccepted(exchange != null)) {
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
        channel.accepted();
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
            if (channel.connection() == null
                    || (its.needsCertainty() && channel.mayConnectAnew())) {
                channel.connect();
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
            channel.answered();
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
        BackendConnection connection = channel.connection();
        if (connection == null) {
            return;
        }
        connection.note(readable, writable, ends);
        Exchange now = exchange;
        if (state != State.BUSY) {
            listenIdly(connection);
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
                channel.noteClosed();
                renew();
            }
            case SPOKEN -> dispatcher.broken(this, "it sent bytes that nobody had asked for");
        }
    }

    /// Its connection ends; it gets another with its next request, or, of several, at once.
    void renew() {
        channel.disconnect();
        if (!channel.endpoint().isPrivate()) {
            dispatcher.idleWorkers().remove(this);
            knock();
        }
    }

    /// The worker gets nothing any more: its own loop of accepting comes to its end.
    void end() {
        channel.end();
    }
}
