package dev.kidreaper.front;

import dev.kidreaper.fcgi.FcgiRecord;
import dev.kidreaper.fcgi.FcgiReplies;
import dev.kidreaper.fcgi.MalformedRecord;
import dev.kidreaper.front.io.ClientSocket;
import dev.kidreaper.front.io.ClientState;
import dev.kidreaper.front.io.EventLoop;
import dev.kidreaper.front.io.Motion;
import dev.kidreaper.linux.LinuxException;
import dev.kidreaper.linux.StreamSocket;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One connection of a web server, with at most one request in hand. For the front's thread.
final class ClientConnection implements ClientInput.Sink, EventLoop.Ready {
    private final ClientListener listener;
    private final ClientSocket socket;
    private final Consumer<ClientConnection> forget;
    private final RequestReader in;
    private final ClientInput input;
    private final ResponseWriter out;
    private ClientState state = ClientState.OPEN;
    private final Motion motion;

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
        this.input = new ClientInput(this.socket, in, this);
        this.motion = new Motion(eventLoop, this);
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
        if (!motion.begin()) {
            return;
        }
        try {
            while (state != ClientState.CLOSED && motion.goesOn()) {
                boolean more = read();
                more |= send();
                more |= forward();
                motion.done(more);
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
            motion.end();
            in.requestBuffer().release();
        }
    }

    /// Reads from the web server. Whether anything came.
    private boolean read() throws MalformedRecord, LinuxException {
        ClientInput.Got got = input.read(exchange);
        switch (got) {
            case NOTHING -> {}
            case SOMETHING -> listener.onRead(this, in.beginning());
            case END -> inputEnded();
        }
        return got == ClientInput.Got.SOMETHING;
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
        boolean behind = !out.takesMore();
        socket.written(out.flush());
        if (out.hasUnsent()) {
            return behind && out.takesMore();
        }
        if (state == ClientState.FINISHING) {
            close();
        } else if (state == ClientState.LINGERING) {
            socket.endSending();
        }
        boolean pulled = exchange != null && exchange.pull();
        return behind || pulled;
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

    @Override
    public boolean takesReplies() {
        return out.takesMore();
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
        socket.idleTime().begin();
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

    /// How long it has not got as far as to a request; 0 if it has one, or is to get an answer.
    long nanosIdle() {
        Request now = in.request();
        boolean busy = (now != null && now.headComplete) || out.hasUnsent();
        return busy ? 0 : socket.idleTime().nanos();
    }

    /// Some time has passed. It ends if it has taken too long over a head or its answer, or has
    /// gone: that is not seen at its end where what comes before is not read yet.
    void tick(long longest) {
        boolean unsent = in.request() == null && out.hasUnsent();
        boolean late = socket.idleTime().isLate(longest);
        if (state.isStale(socket.nanosQuiet(), late, unsent, longest) || socket.isHungUp()) {
            abandon();
        } else {
            socket.tryToAwaitEvents();
        }
    }
}
