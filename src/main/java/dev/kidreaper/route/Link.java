package dev.kidreaper.route;

import dev.kidreaper.linux.LinuxException;
import org.jspecify.annotations.Nullable;

/// One worker as the front knows it, and its connection, which stays open between requests. For the
/// front's thread.
/*
 * Whether a worker has accepted a connection is seen at its listening socket, of which we hold a
 * copy: a connection that waits there makes it readable. So a worker counts as serving when it has
 * really called accept; after a request that was given up, when it is done with that; and of a
 * request that waited there when the worker died it is certain that the worker never saw it.
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
    private @Nullable Request owed;
    private State state = State.GONE;
    private long since;
    private int processToken;
    private boolean fresh;
    private boolean unseen;
    private boolean announced;
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

    /// Who waits for its answer.
    @Nullable Client client() {
        return errand == null ? null : errand.client();
    }

    @Nullable Wire wire() {
        return wire;
    }

    /// Whether its connection was not accepted yet when last asked.
    boolean isFresh() {
        return fresh;
    }

    /// Whether it is certain that the worker has seen nothing of what was sent.
    boolean hasNeverSeen() {
        return unseen || (fresh && door.listening().isWaitedAt());
    }

    /// Waits for the end of its process.
    void watchProcess() {
        try {
            processToken = desk.loop().watch(door.process(), (r, w, ends, hangsUp) -> exited());
        } catch (LinuxException e) {
            desk.broken(this, e.sentence());
        }
    }

    private void exited() {
        desk.loop().forget(processToken, door.process());
        unseen = state == State.BUSY && hasNeverSeen();
        door.listening().close();
        leaving = true;
        Errand now = errand;
        if (now != null) {
            if (wire != null) {
                wire.readAgain(); // It may have answered before its end.
            }
            now.pull();
            if (errand == now) {
                now.brokenOff("its process has ended");
            }
        }
        desk.exited(this);
    }

    /// Connects, and waits until the worker accepts that.
    void knock() {
        try {
            connect();
            become(State.KNOCKING);
        } catch (LinuxException e) {
            desk.broken(this, "no connection: " + e.sentence());
        }
    }

    /// Connects anew.
    Wire connect() throws LinuxException {
        disconnect();
        var made = new Wire(desk.loop(), door.address(), this);
        wire = made;
        fresh = true;
        return made;
    }

    /// Whether its connection has been accepted; asked while it knocks.
    void look() {
        if (door.listening().isWaitedAt()) {
            return;
        }
        fresh = false;
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
        its.link = this;
        become(State.BUSY);
        from.out().begin();
        try {
            if (wire == null) {
                connect();
            }
            taken.push();
        } catch (LinuxException e) {
            taken.brokenOff("no connection: " + e.sentence());
        }
    }

    /// Sends what there is of the request.
    void push() {
        if (errand != null) {
            errand.push();
        }
    }

    /// Reads of the answer what there is room for. Whether anything came.
    boolean pull() {
        return errand != null && errand.pull();
    }

    /// A request is done with, and its answer complete.
    ///
    /// @param clean whether the worker has taken all of the request; what is left of it on its way
    ///   would be taken for the next one
    void finished(Request request, boolean clean) {
        if (clean) {
            desk.served(this, request);
        } else {
            owed = request;
            knock();
        }
    }

    /// The client has given the request up: so does the worker, when it sees its connection closed.
    void giveUp() {
        owed = errand == null ? null : errand.request();
        forgetErrand();
        knock();
    }

    /// Has no request any more.
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
        if (state != State.BUSY) {
            listenIdly(wire);
            return;
        }
        Errand now = errand;
        if (now != null) {
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
            case CLOSED -> disconnect();
            case SPOKEN -> desk.broken(this, "it sent bytes that nobody had asked for");
        }
    }

    /// The worker gets nothing any more. Its listening socket is ended for it too: its own loop of
    /// accepting comes to its end.
    void end() {
        disconnect();
        door.listening().endListening();
    }

    private void disconnect() {
        if (wire != null) {
            wire.close();
            wire = null;
        }
    }
}
