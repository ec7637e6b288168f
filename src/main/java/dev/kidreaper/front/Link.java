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
final class Link implements Loop.Ready {
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
    final Door door;
    private final Desk desk;
    private @Nullable Wire wire;
    private @Nullable Errand errand;
    @Nullable Request owed;
    private State state = State.GONE;
    private long since;
    private boolean unseen;
    private boolean announced;
    private boolean keepsNone;
    boolean leaving;
    boolean preferred;

    Link(Desk desk, int worker, Door door) {
        this.desk = desk;
        this.worker = worker;
        this.door = door;
    }

    State state() {
        return state;
    }

    void become(State next) {
        state = next;
        desk.knocks(this, next == State.KNOCKING);
        since = desk.loop().now();
    }

    /// How long it has been in its state.
    long nanos() {
        return desk.loop().now() - since;
    }

    /// The request that it is at work on, if only because its client has given it up.
    @Nullable Request pending() {
        return errand != null ? errand.request() : owed;
    }

    @Nullable Errand errand() {
        return errand;
    }

    @Nullable Wire wire() {
        return wire;
    }

    /// Whether what could not be sent may go over a new connection.
    boolean mayConnectAnew() {
        return wire != null && !wire.isFresh() && door.isPrivate();
    }

    /// It has closed its connection. One that does so after its first answer does it after each.
    void noteKeepsNone() {
        keepsNone |= wire != null && wire.answers() == 1 && door.isPrivate();
    }

    /// Whether the worker is certain to have seen nothing of what was sent.
    boolean hasNeverSeen() {
        return unseen || (wire != null && wire.isFresh() && door.isWaitedAt());
    }

    /// Its process has ended, and its listening socket goes.
    void exited() {
        unseen = hasNeverSeen();
        door.close();
        leaving = true;
        if (errand != null) {
            errand.end("its process has ended");
        }
        desk.exited(this);
    }

    /// Connects, and waits until the worker accepts that.
    void knock() {
        try {
            long inode = connect().inode();
            become(State.KNOCKING);
            if (!door.isPrivate()) {
                desk.workers().knocking(worker, inode);
            }
        } catch (LinuxException e) {
            desk.broken(this, "no connection: " + e.sentence());
        }
    }

    /// Connects anew.
    Wire connect() throws LinuxException {
        disconnect();
        unseen = true; // Nothing can be sent if this fails.
        wire = new Wire(desk.loop(), door.address(), this);
        unseen = false;
        return wire;
    }

    /// Looks whether its connection has been accepted; while that is awaited.
    void look() {
        if (door.isPrivate() && !door.isWaitedAt() && (errand != null || !door.isShut())) {
            desk.knocks(this, false);
            accepted();
        }
    }

    /// It has been accepted: a request that it has goes on, or it can take one.
    void accepted() {
        if (errand != null) {
            errand.client().move();
            return;
        }
        if (wire != null) {
            wire.accepted();
        }
        if (!announced) {
            announced = true;
            desk.workers().serving(worker);
        }
        Request done = owed;
        owed = null;
        if (done == null) {
            desk.free(this);
        } else {
            desk.served(this, done);
        }
    }

    /// Takes up a request.
    void start(Client from, Request its) {
        var taken = new Errand(desk, this, from, its);
        errand = taken;
        its.errand = taken;
        become(State.BUSY);
        from.out().begin();
        try {
            if (wire == null || (its.needsCertainty() && mayConnectAnew())) {
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
            if (wire != null && !keepsNone) {
                wire.answered();
            } else {
                disconnect();
            }
            desk.served(this, request);
        } else {
            desk.parted(this, request);
        }
    }

    /// The client has given the request up: so does the worker, when it sees its connection closed.
    void giveUp() {
        Request its = pending();
        forgetErrand();
        desk.parted(this, its);
    }

    void forgetErrand() {
        if (errand != null) {
            errand.end();
            errand = null;
        }
    }

    @Override
    public void ready(boolean readable, boolean writable, boolean ends, boolean hangsUp) {
        if (wire == null) {
            return;
        }
        wire.note(readable, writable, ends);
        Errand now = errand;
        if (state != State.BUSY) {
            listenIdly(wire);
        } else if (now != null) {
            now.pull();
            if (writable) {
                now.client().move();
            }
        }
    }

    /// Between requests a worker has nothing to say: it may only close.
    private void listenIdly(Wire from) {
        switch (from.idle(desk.loop().buffers())) {
            case OPEN -> {}
            case CLOSED -> {
                noteKeepsNone();
                renew();
            }
            case SPOKEN -> desk.broken(this, "it sent bytes that nobody had asked for");
        }
    }

    /// Its connection ends; it gets another with its next request, or, of several, at once.
    void renew() {
        disconnect();
        if (!door.isPrivate()) {
            desk.roster().remove(this);
            knock();
        }
    }

    /// The worker gets nothing any more: its own loop of accepting comes to its end.
    void end() {
        disconnect();
        door.end();
    }

    private void disconnect() {
        if (wire != null) {
            wire.close();
            wire = null;
        }
    }
}
