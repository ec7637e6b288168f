package dev.kidreaper.front;

import dev.kidreaper.fcgi.MalformedRecord;
import dev.kidreaper.front.io.BackendConnection;
import dev.kidreaper.front.io.Motion;
import dev.kidreaper.linux.Errno;
import dev.kidreaper.linux.IoBuffer;
import dev.kidreaper.linux.LinuxException;

/// One request at one worker: what there is of the request goes to the worker, its answer comes
/// back. For the front's thread.
final class Exchange {
    private static final String CLOSED = "it closed its connection";

    /// Is told what becomes of the request.
    interface Listener {
        /// The answer is complete to what the worker got then, by the event loop.
        void onAnswered(Request request, long givenAt);

        /// The worker is gone before the end of the answer.
        ///
        /// @param unseen whether it is certain that the worker never saw the request
        void onLost(ClientConnection client, Request request, boolean unseen);

        /// The worker's answer is none, or one to another request.
        void onFailed(ClientConnection client, Request request, boolean ofOther);

        /// The worker has read nothing of the request, and will not.
        void onTakenBack(ClientConnection client, Request request);
    }

    private final Listener listener;
    private final Backend backend;
    private final BackendChannel channel;
    private final ClientConnection client;
    private final Request request;
    private final long givenAt;
    private boolean pulling;
    private boolean over;

    /// @param now when the worker gets the request, by the event loop
    Exchange(
            Listener listener,
            Backend backend,
            ClientConnection client,
            Request request,
            long now) {
        this.listener = listener;
        this.backend = backend;
        this.channel = backend.channel();
        this.client = client;
        this.request = request;
        this.givenAt = now;
    }

    ClientConnection client() {
        return client;
    }

    Request request() {
        return request;
    }

    Backend backend() {
        return backend;
    }

    /// When the worker got the request, by the event loop.
    long givenAt() {
        return givenAt;
    }

    /// Whether the worker may not read the request, which could be given to another one.
    boolean isUnread(Workers.Look look) {
        return isUnanswered() && channel.isUnread(client.in().requestBuffer().sent(), look);
    }

    /// Whether nothing is known of the worker's having read the request, all of which is here.
    boolean isUnanswered() {
        return !over && client.in().requestBuffer().isWhole() && !client.out().isBegun();
    }

    /// Takes the request back, if the worker has read nothing of it. Whether that is so.
    boolean takeBack() {
        RequestBuffer bytes = client.in().requestBuffer();
        if (!isUnanswered() || !channel.takeBack(bytes.sent())) {
            return false;
        }
        bytes.rewind();
        request.takenBack++;
        backend.takenBack();
        listener.onTakenBack(client, request);
        return true;
    }

    /// The client does not want the answer any more.
    void giveUp() {
        backend.giveUp();
    }

    /// It has nothing to do with either any more.
    void end() {
        over = true;
        client.end(this);
    }

    /// The worker's process has ended: it may have answered before.
    void exited() {
        BackendConnection connection = channel.connection();
        if (connection != null) {
            connection.readAgain();
        }
        pull();
        if (!over) {
            brokenOff("its process has ended");
        }
    }

    /// Makes room for more of the request. It stays whole until its worker has seen some of it; the
    /// client is moved on then.
    void makeRoom() {
        RequestBuffer bytes = client.in().requestBuffer();
        if (bytes.isFull() && channel.hasNeverSeen()) {
            backend.awaitAccept();
        } else if (bytes.isFull()) {
            bytes.giveUpSent();
        }
    }

    /// Begins to send the request, by a number that no other one had on that connection of late.
    void begin() {
        client.in().requestBuffer().renumber(channel.nextRequest());
        push();
    }

    /// Sends what there is of the request.
    void push() {
        BackendConnection connection = channel.connection();
        if (over || connection == null || !connection.mayWrite()) {
            return;
        }
        RequestBuffer bytes = client.in().requestBuffer();
        try {
            bytes.sendOn(connection);
        } catch (LinuxException e) {
            if (bytes.isUntouched() && !channel.endpoint().isPrivate()) {
                backend.renew(); // It has closed its connection, and has seen nothing.
                listener.onTakenBack(client, request);
            } else if (!channel.mayConnectAnew() || !bytes.isUntouched()) {
                connection.takesNoMore();
                pull();
            } else if (!pushAnew()) {
                brokenOff(CLOSED);
            }
        }
    }

    /// An idle worker may have closed its connection: it has seen nothing of this request.
    private boolean pushAnew() {
        try {
            RequestBuffer bytes = client.in().requestBuffer();
            BackendConnection anew = channel.connect();
            bytes.renumber(channel.nextRequest());
            bytes.sendOn(anew);
            return true;
        } catch (LinuxException e) {
            return false; // Nobody listens there any more: the worker is broken off.
        }
    }

    /// Reads of the answer what there is room for. Whether anything came.
    boolean pull() {
        if (pulling) {
            return false;
        }
        pulling = true;
        int rounds = 0;
        try {
            while (!over && readOnce()) {
                if (++rounds == Motion.MOST_ROUNDS) {
                    channel.again();
                    break; // Others get their turn.
                }
            }
        } catch (MalformedRecord e) {
            boolean ofOther = client.out().isOfOther();
            backend.broken("its answer is no FastCGI: " + e.getMessage());
            listener.onFailed(client, request, ofOther);
        } catch (LinuxException e) {
            if (e.errno() != Errno.ECONNRESET || !startAgain()) {
                brokenOff(CLOSED);
            }
        } finally {
            pulling = false;
        }
        return rounds > 0;
    }

    /// A worker has closed its connection with bytes of ours unread: after its last answer, it
    /// seems. It may ask for the request at a new connection. Whether that is so.
    private boolean startAgain() {
        boolean may = isUnanswered() && request.isSafe() && !request.triedAgain;
        if (!may || !channel.mayConnectAnew()) {
            return false;
        }
        channel.noteClosed();
        request.triedAgain = true;
        client.in().requestBuffer().rewind();
        return pushAnew();
    }

    private boolean readOnce() throws MalformedRecord, LinuxException {
        BackendConnection connection = channel.connection();
        if (connection == null || !connection.mayRead()) {
            return false;
        }
        IoBuffer room = client.out().room();
        if (room == null) {
            return false;
        }
        int got = connection.read(room);
        if (got < 0) {
            brokenOff(CLOSED);
            return false;
        }
        client.out().scan(client.in().requestBuffer().workerRequest(), request.id);
        if (client.out().isEnded()) {
            boolean clean = isClean(connection);
            backend.endExchange();
            listener.onAnswered(request, givenAt);
            client.over(request);
            client.move();
            backend.finished(request, clean);
        } else {
            connection.takeRead();
            client.move();
        }
        return got > 0;
    }

    /// Whether the worker has taken all of the request, so that its connection may carry the next.
    private boolean isClean(BackendConnection connection) {
        RequestBuffer bytes = client.in().requestBuffer();
        boolean sent = request.isComplete() && bytes.unsent() == 0;
        boolean skipped = channel.endpoint().skipsEnd() && !request.hasBody;
        boolean read = !request.mayBeUnread(bytes.pieces());
        return sent && (skipped || read) && connection.isClean(skipped, read && !request.hasBody);
    }

    /// The worker is gone before the end of the answer.
    void brokenOff(String how) {
        boolean never = channel.hasNeverSeen();
        backend.broken(how + " amid " + request.words());
        listener.onLost(client, request, never);
    }
}
