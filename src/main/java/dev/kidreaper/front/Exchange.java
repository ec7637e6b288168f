package dev.kidreaper.front;

import dev.kidreaper.fcgi.MalformedRecord;
import dev.kidreaper.linux.Errno;
import dev.kidreaper.linux.IoBuffer;
import dev.kidreaper.linux.LinuxException;

/// One request at one worker: what there is of the request goes to the worker, its answer comes
/// back. For the front's thread.
final class Exchange {
    private static final String CLOSED = "it closed its connection";

    private final Dispatcher dispatcher;
    private final Backend backend;
    private final ClientConnection clientConnection;
    private final Request request;
    private boolean pulling;
    private boolean over;

    Exchange(
            Dispatcher dispatcher,
            Backend backend,
            ClientConnection clientConnection,
            Request request) {
        this.dispatcher = dispatcher;
        this.backend = backend;
        this.clientConnection = clientConnection;
        this.request = request;
    }

    ClientConnection clientConnection() {
        return clientConnection;
    }

    Request request() {
        return request;
    }

    /// The client does not want the answer any more.
    void giveUp() {
        backend.giveUp();
    }

    /// It has nothing to do with either any more.
    void end() {
        over = true;
        request.exchange = null;
    }

    /// The worker's process has ended: it may have answered before.
    void end(String how) {
        BackendConnection backendConnection = backend.channel().connection();
        if (backendConnection != null) {
            backendConnection.readAgain();
        }
        pull();
        if (!over) {
            brokenOff(how);
        }
    }

    /// Whether its worker may have seen some of it; if not, the client is moved on when it has.
    boolean isSeen() {
        boolean seen = !backend.channel().hasNeverSeen();
        if (!seen) {
            dispatcher.knocks(backend, true);
        }
        return seen;
    }

    /// Sends what there is of the request.
    void push() {
        BackendConnection backendConnection = backend.channel().connection();
        if (over || backendConnection == null || !backendConnection.mayWrite()) {
            return;
        }
        try {
            clientConnection.in().requestBuffer().sendOn(backendConnection);
        } catch (LinuxException e) {
            if (!backend.channel().mayConnectAnew() || !clientConnection.in().requestBuffer().isUntouched()) {
                backendConnection.takesNoMore();
                pull();
            } else if (!pushAnew()) {
                brokenOff(CLOSED);
            }
        }
    }

    /// An idle worker may have closed its connection: it has seen nothing of this request.
    private boolean pushAnew() {
        try {
            clientConnection.in().requestBuffer().sendOn(backend.channel().connect());
            return true;
        } catch (LinuxException e) {
            return false;
        }
    }

    /// Reads of the answer what there is room for. Whether anything came.
    boolean pull() {
        if (pulling) {
            return false;
        }
        pulling = true;
        boolean any = false;
        try {
            while (!over && readOnce()) {
                any = true;
            }
        } catch (MalformedRecord e) {
            dispatcher.broken(
                    backend,
                    "its answer is no FastCGI: byte %d: %s".formatted(e.offset(), e.reason()));
            dispatcher.failed(clientConnection, request);
        } catch (LinuxException e) {
            if (e.errno() != Errno.ECONNRESET || !startAgain()) {
                brokenOff(CLOSED);
            }
        } finally {
            pulling = false;
        }
        return any;
    }

    /// A worker has closed its connection with bytes of ours unread: after its last answer, it
    /// seems, when it had not seen this request. It may ask for it at a new connection. Whether
    /// that is so.
    private boolean startAgain() {
        boolean all =
                clientConnection.in().requestBuffer().isWhole()
                        && !clientConnection.out().isBegun();
        if (!all || !request.isSafe() || request.triedAgain || !backend.channel().mayConnectAnew()) {
            return false;
        }
        backend.channel().noteClosed();
        request.triedAgain = true;
        clientConnection.in().requestBuffer().rewind();
        return pushAnew();
    }

    private boolean readOnce() throws MalformedRecord, LinuxException {
        BackendConnection backendConnection = backend.channel().connection();
        if (backendConnection == null || !backendConnection.mayRead()) {
            return false;
        }
        IoBuffer room = clientConnection.out().room();
        if (room == null) {
            return false;
        }
        int got = backendConnection.read(room);
        if (got < 0) {
            brokenOff(CLOSED);
            return false;
        }
        clientConnection.out().scan(request.id);
        if (clientConnection.out().isEnded()) {
            boolean sent =
                    request.isComplete() && clientConnection.in().requestBuffer().unsent() == 0;
            boolean skipped = backend.channel().endpoint().skipsEnd() && !request.hasBody;
            boolean read =
                    skipped || !request.mayBeUnread(clientConnection.in().requestBuffer().pieces());
            boolean clean = sent && read && backendConnection.isClean(skipped);
            backend.forgetErrand();
            dispatcher.trafficCounters().answered();
            clientConnection.over(request);
            clientConnection.move();
            backend.finished(request, clean);
        } else {
            backendConnection.takeRead();
            clientConnection.move();
        }
        return got > 0;
    }

    /// The worker is gone before the end of the answer.
    void brokenOff(String how) {
        boolean never = backend.channel().hasNeverSeen();
        dispatcher.broken(backend, how + " amid " + request.words());
        dispatcher.lost(clientConnection, request, never);
    }
}
