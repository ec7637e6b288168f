package dev.kidreaper.front;

import dev.kidreaper.fcgi.FcgiRecord;
import dev.kidreaper.fcgi.FcgiReplies;
import dev.kidreaper.fcgi.MalformedRecord;
import dev.kidreaper.front.io.ClientSocket;
import dev.kidreaper.front.io.ClientState;
import dev.kidreaper.front.io.EventLoop;
import dev.kidreaper.linux.IoBuffer;
import dev.kidreaper.linux.LinuxException;
import dev.kidreaper.linux.StreamSocket;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One connection of a web server, with at most one request in hand. For the front's thread.
final class ClientConnection implements RequestSink, EventLoop.Ready {
    /// Whether it is being moved on, and whether something has changed meanwhile.
    private enum Motion {
        AT_REST,
        MOVING,
        MOVING_AGAIN
    }

    private final ClientListener listener;
    private final ClientSocket socket;
    private final Consumer<ClientConnection> forget;
    private final RequestReader in;
    private final ResponseWriter out;
    private ClientState state = ClientState.OPEN;
    private Motion motion = Motion.AT_REST;

    /// While a worker has the request.
    private @Nullable Exchange exchange;

    /// @param forget is told when it is closed
    ClientConnection(
            EventLoop eventLoop,
            StreamSocket socket,
            ClientListener listener,
            Consumer<ClientConnection> forget) {
        this.listener = listener;
        this.socket = new ClientSocket(eventLoop, socket, this);
        this.forget = forget;
        this.in = new RequestReader(this, eventLoop.bufferPool());
        this.out = new ResponseWriter(this.socket, eventLoop.bufferPool());
    }

    /// Takes what has come, and waits for more; not yet for the end where nothing more is due.
    void begin() throws LinuxException {
        move();
        Request now = in.request();
        if (state != ClientState.CLOSED && (now == null || !now.isLast())) {
            socket.awaitEvents();
        }
    }

    RequestReader in() {
        return in;
    }

    ResponseWriter out() {
        return out;
    }

    @Nullable Exchange exchange() {
        return exchange;
    }

    /// A worker takes up the request.
    void begin(Exchange its) {
        exchange = its;
        out.begin();
    }

    /// The worker has nothing to do with it any more.
    void end(Exchange its) {
        exchange = exchange == its ? null : exchange;
    }

    @Override
    public void ready(boolean readable, boolean writable, boolean ends, boolean hangsUp) {
        socket.note(readable, writable, ends, hangsUp);
        move();
    }

    /// Does all that can be done now. Called amid itself, it has the one above go on.
    void move() {
        boolean amid = motion != Motion.AT_REST;
        motion = Motion.MOVING_AGAIN;
        if (amid) {
            return;
        }
        try {
            while (motion == Motion.MOVING_AGAIN && state != ClientState.CLOSED) {
                motion = Motion.MOVING;
                boolean more = read();
                more |= send();
                more |= forward();
                motion = more ? Motion.MOVING_AGAIN : motion;
            }
        } catch (MalformedRecord e) {
            listener.onMalformed(e);
            abandon();
        } catch (LinuxException e) {
            abandon(); // It has gone.
        } catch (RuntimeException e) {
            listener.onBug(e);
            abandon();
        } finally {
            motion = Motion.AT_REST;
            in.requestBuffer().release();
        }
    }

    /// Reads from the web server. Whether anything came.
    private boolean read() throws MalformedRecord, LinuxException {
        if (!socket.mayRead()) {
            return false;
        }
        if (exchange != null) {
            exchange.makeRoom();
        }
        IoBuffer room = in.room(exchange != null);
        if (room == null) {
            return false;
        }
        int got = socket.read(room);
        if (got > 0) {
            in.scan();
            Request now = in.request();
            if (now == null || !now.isComplete()) {
                socket.takeRead();
            }
            listener.onRead(this, in.beginning());
        }
        if (got < 0) {
            inputEnded();
        }
        return got > 0;
    }

    /// The web server sends no more. One that has only shut down its own side wants its answer.
    private void inputEnded() {
        Request now = in.request();
        boolean wanted = (now != null && now.isComplete()) || out.hasUnsent();
        if (socket.isHungUp() || !wanted) {
            abandon();
        } else {
            state = state.afterInput(now != null);
        }
    }

    /// Sends to the web server. Whether room was made for more of an answer, and some came.
    private boolean send() throws LinuxException {
        if (state == ClientState.CLOSED || !socket.mayWrite() || !out.hasUnsent()) {
            return false;
        }
        socket.written(out.flush());
        if (out.hasUnsent()) {
            return false;
        }
        if (state == ClientState.FINISHING) {
            close();
        } else if (state == ClientState.LINGERING) {
            socket.endSending();
        }
        return exchange != null && exchange.pull();
    }

    /// Sends the request on to its worker. Whether that made room for more of it.
    private boolean forward() {
        Exchange now = exchange;
        if (now == null || in.requestBuffer().unsent() == 0) {
            return false;
        }
        int before = in.requestBuffer().unsent();
        now.push();
        return socket.mayRead() && in.requestBuffer().unsent() < before;
    }

    @Override
    public void aborted() {
        Request now = in.request();
        if (now != null) {
            listener.onAborted(this, now);
            answer(now, FcgiReplies.end(now.id, FcgiRecord.Ending.COMPLETE));
        }
    }

    @Override
    public void reply(byte[] record) {
        out.put(record);
    }

    /// Answers a request ourselves.
    ///
    /// @param fields more lines of the head, each with its line end
    void answer(Request request, String status, String fields) {
        answer(request, FcgiReplies.answer(request.id, status, fields));
        move();
    }

    /// Where some of a worker's answer has gone out, the connection is ended, so that the web
    /// server sees that it was cut off.
    private void answer(Request request, byte[] whole) {
        if (out.takeBack()) {
            out.put(whole);
            over(request);
        } else {
            out.poison();
            close();
        }
    }

    /// All of the answer is there to be sent.
    void over(Request request) {
        boolean last = !request.keepConnection || listener.isStopping();
        state = state.afterAnswer(last, !request.isComplete() || in.isAmidRecord());
        socket.notQuiet();
        if (state == ClientState.OPEN || state == ClientState.LINGERING) {
            socket.tryToAwaitEvents();
        }
        in.end(state.isOpen());
    }

    /// Ends the connection now.
    void abandon() {
        Request now = in.request();
        if (now != null && state != ClientState.CLOSED) {
            listener.onAborted(this, now);
        }
        close();
    }

    private void close() {
        if (state != ClientState.CLOSED) {
            state = ClientState.CLOSED;
            in.requestBuffer().close();
            out.close();
            forget.accept(this);
            socket.close();
        }
    }

    /// Whether nothing goes on here.
    boolean isIdle() {
        return in.request() == null && !out.hasUnsent();
    }

    /// Some time has passed. It ends if it was amid a head for longest, or has gone: that is not
    /// seen at its end where what comes before is not read yet.
    void tick(long longest) {
        long quiet = socket.nanosQuiet();
        boolean stale = state.isStale(quiet, in.isAmidHead(), out.hasUnsent(), longest);
        if (stale || socket.isHungUp()) {
            abandon();
        } else {
            socket.tryToAwaitEvents();
        }
    }
}
