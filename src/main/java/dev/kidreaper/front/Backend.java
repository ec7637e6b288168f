package dev.kidreaper.front;

import dev.kidreaper.front.io.BackendConnection;
import dev.kidreaper.front.io.BackendEndpoint;
import dev.kidreaper.front.io.EventLoop;
import dev.kidreaper.linux.LinuxException;
import org.jspecify.annotations.Nullable;

/// One worker as the front knows it. For the front's thread.
// A worker can serve when it has really called accept, and is done with a request that was given up
// when it does so again.
final class Backend implements EventLoop.Ready {
    /// Where it stands.
    enum State {
        /// Has not accepted any connection yet.
        JOINING,
        /// Has a new connection that it has not accepted yet.
        AWAITING_ACCEPT,
        IDLE,
        /// Has a request.
        BUSY,
        /// Takes nothing until told.
        HELD,
        /// Gets nothing any more.
        GONE
    }

    final int worker;
    private final EventLoop eventLoop;
    private final BackendListener listener;
    private final BackendChannel channel;
    private State state = State.JOINING;
    private long since;

    /// While it is busy, until its answer is complete or not wanted any more.
    private @Nullable Exchange exchange;

    /// While a new connection is to be accepted: the request that it may be at work on still.
    private @Nullable Request givenUp;

    /// Leaves when it is done with its request.
    boolean leaving;

    /// Is taken before others.
    boolean preferred;

    Backend(EventLoop eventLoop, int worker, BackendEndpoint endpoint, BackendListener listener) {
        this.eventLoop = eventLoop;
        this.worker = worker;
        this.listener = listener;
        this.channel = new BackendChannel(eventLoop, endpoint, this);
    }

    BackendChannel channel() {
        return channel;
    }

    State state() {
        return state;
    }

    boolean isAwaitingAccept() {
        return state == State.JOINING || state == State.AWAITING_ACCEPT;
    }

    /// How long it has been in its state.
    long nanos() {
        return eventLoop.now() - since;
    }

    @Nullable Exchange exchange() {
        return exchange;
    }

    /// The request that it is at work on, if only because its client has given it up.
    @Nullable Request pending() {
        return exchange != null ? exchange.request() : givenUp;
    }

    /// It waits for a request.
    void idle() {
        become(State.IDLE);
    }

    /// It waits for the word to go on.
    void hold() {
        become(State.HELD);
    }

    /// It gets nothing any more: its own loop of accepting comes to its end.
    void retire() {
        endExchange();
        channel.end();
        become(State.GONE);
    }

    /// What belongs to the last state goes with it.
    private void become(State next) {
        endExchange();
        givenUp = null;
        state = next;
        since = eventLoop.now();
        listener.awaitAccept(this, isAwaitingAccept());
    }

    /// Connects, and waits until the worker accepts that.
    ///
    /// @param pending the request that it may be at work on until then; null when there is none
    void connect(@Nullable Request pending) {
        try {
            long inode = channel.connect().inode();
            become(state == State.JOINING ? State.JOINING : State.AWAITING_ACCEPT);
            givenUp = pending;
            if (!channel.endpoint().isPrivate()) {
                listener.onSharedConnection(this, inode);
            }
        } catch (LinuxException e) {
            listener.onBroken(this, "no connection: " + e.sentence());
        }
    }

    /// Sees whether its connection has been accepted; while that is awaited.
    void look() {
        if (channel.isSeenAccepted(exchange != null)) {
            listener.awaitAccept(this, false);
            accepted();
        }
    }

    /// It has accepted its connection: a request that it has goes on, or it can take one.
    void accepted() {
        if (exchange != null) {
            exchange.client().move();
            return;
        }
        channel.accepted();
        if (state == State.JOINING) {
            listener.onReady(this);
        }
        Request done = givenUp;
        if (done == null) {
            listener.onFree(this);
        } else {
            listener.onDone(this, done);
        }
    }

    /// Takes up a request.
    ///
    /// @param ofRequests is told what becomes of it
    void start(ClientConnection from, Request request, Exchange.Listener ofRequests) {
        become(State.BUSY);
        var taken = new Exchange(ofRequests, this, from, request);
        exchange = taken;
        from.begin(taken);
        try {
            boolean afresh = request.needsCertainty() && channel.mayConnectAnew();
            if (channel.connection() == null || afresh) {
                channel.connect();
            }
            taken.push();
        } catch (LinuxException e) {
            taken.brokenOff("no connection: " + e.sentence());
        }
        from.move(); // There is room for more of it now.
    }

    /// Its request is answered.
    ///
    /// @param clean whether the worker has taken all of the request; what is left of it on its way
    ///   would be taken for the next one
    void finished(Request request, boolean clean) {
        if (clean) {
            channel.answered();
            listener.onDone(this, request);
        } else {
            listener.onConnectionLost(this, request);
        }
    }

    /// Its request's client has given that up: so does the worker, when it sees its connection
    /// closed.
    void giveUp() {
        Request its = pending();
        endExchange();
        listener.onConnectionLost(this, its);
    }

    void endExchange() {
        if (exchange != null) {
            exchange.end();
            exchange = null;
        }
    }

    /// The worker has broken a promise.
    void broken(String why) {
        listener.onBroken(this, why);
    }

    /// The worker is seen when it accepts the connection on which its request waits.
    void awaitAccept() {
        listener.awaitAccept(this, true);
    }

    /// Its process has ended.
    void exited() {
        channel.exited();
        leaving = true;
        if (exchange != null) {
            exchange.exited();
        }
        listener.onExit(this);
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
                now.client().move();
            }
        }
    }

    /// Between requests a worker has nothing to say: it may only close.
    private void listenIdly(BackendConnection from) {
        switch (from.idle(eventLoop.bufferPool())) {
            case OPEN -> {}
            case CLOSED -> {
                channel.noteClosed();
                renew();
            }
            case SPOKEN -> broken("it sent bytes that nobody had asked for");
        }
    }

    /// Its connection ends; it gets another with its next request, or, of several, at once.
    void renew() {
        channel.disconnect();
        if (!channel.endpoint().isPrivate()) {
            listener.onNotIdle(this);
            connect(givenUp);
        }
    }
}
