package dev.kidreaper.front;

import dev.kidreaper.fcgi.FcgiRecord;
import dev.kidreaper.fcgi.FcgiReplies;
import dev.kidreaper.fcgi.MalformedRecord;
import dev.kidreaper.linux.IoBuffer;
import dev.kidreaper.linux.LinuxException;
import dev.kidreaper.linux.StreamSocket;
import java.util.function.Consumer;

/// One connection of a web server, with at most one request in hand. For the front's thread.
final class ClientConnection implements RequestReader.Sink, EventLoop.Ready {
    private static final long LINGER_NANOS = 2_000_000_000L;

    private final Dispatcher dispatcher;
    private final StreamSocket socket;
    private final SocketReader socketReader;
    private final Consumer<ClientConnection> forget;
    private final EventRegistration events;
    private final RequestReader in;
    private final ResponseWriter out;
    private boolean mayWrite = true;
    private boolean hungUp;
    private boolean sendsNoMore;
    private boolean moving;
    private boolean again;
    private boolean closing;
    private boolean lingering;
    private boolean closed;
    private long quietSince;

    /// @param forget is told when it is closed
    ClientConnection(
            Dispatcher dispatcher, StreamSocket socket, Consumer<ClientConnection> forget) {
        this.dispatcher = dispatcher;
        this.socket = socket;
        this.socketReader = new SocketReader(socket, dispatcher.eventLoop().bufferPool());
        this.socketReader.readAgain();
        this.forget = forget;
        this.in = new RequestReader(this, dispatcher.eventLoop().bufferPool());
        this.out = new ResponseWriter(socket, dispatcher.eventLoop().bufferPool());
        this.events = new EventRegistration(dispatcher.eventLoop(), socket, this);
        this.quietSince = dispatcher.eventLoop().now();
    }

    /// Takes what has come, and waits for more; not yet for the end where nothing more is due.
    void begin() throws LinuxException {
        move();
        Request now = in.request();
        if (!closed && (now == null || !now.isLast())) {
            events.begin();
        }
    }

    RequestReader in() {
        return in;
    }

    ResponseWriter out() {
        return out;
    }

    @Override
    public void ready(boolean readable, boolean writable, boolean ends, boolean hangsUp) {
        socketReader.note(readable, ends);
        mayWrite |= writable;
        hungUp |= hangsUp;
        move();
    }

    /// Does all that can be done now. Called amid itself, it has the one above go on.
    void move() {
        again = true;
        if (moving) {
            return;
        }
        moving = true;
        try {
            while (again && !closed) {
                again = false;
                boolean more = read();
                more |= send();
                more |= forward();
                again |= more;
            }
        } catch (MalformedRecord e) {
            dispatcher.workers().say(e.event("web-server"));
            abandon();
        } catch (LinuxException e) {
            abandon(); // It has gone.
        } catch (RuntimeException e) {
            dispatcher.bug(e);
            abandon();
        } finally {
            moving = false;
        }
    }

    /// Reads from the web server. Whether anything came.
    private boolean read() throws MalformedRecord, LinuxException {
        IoBuffer room = socketReader.mayRead() && !closed ? in.room() : null;
        if (room == null) {
            return false;
        }
        int got = socketReader.read(room);
        if (got > 0) {
            quietSince = dispatcher.eventLoop().now();
            in.scan();
            Request now = in.request();
            if (now == null || !now.isComplete()) {
                socketReader.take();
            }
            dispatcher.smallRequests.come(this, in.beginning());
        }
        in.requestBuffer().release();
        if (got < 0) {
            ended();
        }
        return got > 0;
    }

    /// The web server sends no more. One that has only shut down its own side wants its answer.
    private void ended() {
        Request now = in.request();
        boolean wanted = (now != null && now.isComplete()) || out.hasUnsent();
        sendsNoMore = true;
        if (lingering || hungUp || !wanted) {
            abandon();
        }
    }

    /// Sends to the web server. Whether room was made for more of an answer, and some came.
    private boolean send() throws LinuxException {
        if (closed || !mayWrite || !out.hasUnsent()) {
            return false;
        }
        mayWrite = out.flush();
        socketReader.sent();
        events.toRoom(!mayWrite);
        if (out.hasUnsent()) {
            return false;
        }
        Request now = in.request();
        if (closing && lingering) {
            socket.endSending(); // Closed now, with bytes unread, it could destroy its answer.
        } else if (closing) {
            close();
        } else if (now != null && now.exchange != null) {
            return now.exchange.pull();
        }
        return false;
    }

    /// Sends the request on to its worker. Whether that made room for more of it.
    private boolean forward() {
        Request now = in.request();
        if (closed || now == null || now.exchange == null || in.requestBuffer().unsent() == 0) {
            return false;
        }
        int before = in.requestBuffer().unsent();
        now.exchange.push();
        return socketReader.mayRead() && in.requestBuffer().unsent() < before;
    }

    @Override
    public void aborted() {
        Request now = in.request();
        if (now == null) {
            return;
        }
        dispatcher.dropped(this, now);
        answer(now, FcgiReplies.end(now.id, FcgiRecord.Ending.COMPLETE));
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

    /// The end of the answer is in the outflow.
    void over(Request request) {
        lingering = !request.isComplete() || in.isAmidRecord();
        closing = !request.keepConnection || sendsNoMore || dispatcher.isStopping();
        if (lingering || !closing) {
            events.tryToBegin();
        }
        in.end();
    }

    /// Ends the connection now.
    void abandon() {
        Request now = in.request();
        if (now != null && !closed) {
            dispatcher.dropped(this, now);
        }
        close();
    }

    private void close() {
        if (!closed) {
            closed = true;
            socketReader.sent();
            in.requestBuffer().close();
            out.close();
            events.end();
            forget.accept(this);
            socket.close();
        }
    }

    /// Whether nothing goes on here.
    boolean isIdle() {
        return in.request() == null && !out.hasUnsent();
    }

    /// Some time has passed: who was amid a head for longest is ended, and who has gone, which is
    /// not seen at its end where what comes before that is not read yet.
    void tick(long longest) {
        if (hungUp || isStale(longest)) {
            abandon();
        } else {
            events.tryToBegin();
        }
    }

    private boolean isStale(long longest) {
        long quiet = dispatcher.eventLoop().now() - quietSince;
        if (closing) {
            return quiet > (out.hasUnsent() ? longest : LINGER_NANOS);
        }
        return in.isAmidHead() && quiet > longest;
    }
}
