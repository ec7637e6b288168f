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
    final int worker;
    private final EventLoop eventLoop;
    private final BackendListener listener;
    private final BackendChannel channel;
    private BackendState state = BackendState.JOINING;
    private long since;

    /// While it is busy, until its answer is complete or not wanted any more.
    private @Nullable Exchange exchange;

    private final UnfinishedWork unfinishedWork = new UnfinishedWork();

    /// Leaves when it is done with its request.
    boolean leaving;

    /// How many requests it has answered.
    int answers;

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

    BackendState state() {
        return state;
    }

    /// How long it has been in its state.
    long nanos() {
        return eventLoop.now() - since;
    }

    @Nullable Exchange exchange() {
        return exchange;
    }

    /// The request that it is at work on, if only because its client has given it up, or after its
    /// answer.
    @Nullable Request pending() {
        boolean awaited = state.isAwaitingAccept();
        return exchange != null ? exchange.request() : unfinishedWork.pending(awaited);
    }

    /// Whether it may be at work after its answer, and it can be known when it is done.
    boolean mayWorkOn() {
        return unfinishedWork.answered() != null && channel.endpoint().isPrivate();
    }

    /// It waits for a request, or for the word to go on.
    void rests(BackendState idleOrHeld) {
        become(idleOrHeld);
    }

    /// It gets nothing any more: its own loop of accepting comes to its end.
    void retire() {
        endExchange();
        channel.end();
        become(BackendState.GONE);
    }

    /// What belongs to the last state goes with it.
    private void become(BackendState next) {
        endExchange();
        unfinishedWork.givenUp(null);
        state = next;
        since = eventLoop.now();
        listener.awaitAccept(this, state.isAwaitingAccept());
    }

    /// Connects, and waits until the worker accepts that.
    ///
    /// @param pending the request that it may be at work on until then; null when there is none
    void connect(@Nullable Request pending) {
        try {
            long inode = channel.connect().inode();
            become(state.awaitingAccept());
            unfinishedWork.givenUp(pending);
            if (!channel.endpoint().isPrivate()) {
                listener.onSharedConnection(this, inode);
            }
        } catch (LinuxException e) {
            if (leaving && state != BackendState.JOINING) {
                unfinishedWork.done();
                listener.onFree(this); // It has ended its socket itself.
            } else {
                listener.onBroken(this, BackendConnection.problem(e));
            }
        }
    }

    /// Has it seen when it is done with the request that it has answered.
    void awaitDone() {
        if (state != BackendState.AWAITING_ACCEPT) {
            connect(null);
        }
    }

    /// Sees whether its connection has been accepted; while that is awaited.
    void look() {
        if (channel.isSeenAccepted(exchange != null)) {
            listener.awaitAccept(this, false);
            accepted();
        } else if (unfinishedWork.isLate(eventLoop.now())) {
            listener.onLate(this);
        }
    }

    /// It has accepted its connection: a request that it has goes on, or it can take one.
    void accepted() {
        if (exchange != null) {
            exchange.client().move();
            return;
        }
        channel.accepted();
        if (state == BackendState.JOINING) {
            listener.onReady(this);
        }
        unfinishedWork.done();
        listener.onDone(this, unfinishedWork.takeGivenUp());
    }

    /// Takes up a request.
    ///
    /// @param ofRequests is told what becomes of it
    void start(ClientConnection from, Request request, Exchange.Listener ofRequests) {
        become(BackendState.BUSY);
        var taken = new Exchange(ofRequests, this, from, request, since);
        exchange = taken;
        from.begin(taken);
        try {
            channel.connectFor(request);
            taken.begin();
        } catch (LinuxException e) {
            taken.brokenOff(BackendConnection.problem(e));
        }
        from.move(); // There is room for more of it now.
    }

    /// Its request is answered.
    ///
    /// @param clean whether the worker has taken all of the request; what is left of it on its way
    ///   would be taken for the next one
    void finished(Request request, boolean clean) {
        unfinishedWork.answered(request, eventLoop.now());
        if (clean && !listener.awaitsAccept(this)) {
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
        unfinishedWork.done();
        listener.onConnectionLost(this, its);
    }

    /// Its request was taken back: it has read nothing of that.
    void takenBack() {
        endExchange();
        listener.onNotRead(this, unfinishedWork.answered());
        connect(null);
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
        if (state != BackendState.BUSY) {
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
            connect(unfinishedWork.givenUp());
        }
    }
}
