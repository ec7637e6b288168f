package dev.kidreaper.route;

import dev.kidreaper.linux.IoBuffer;
import dev.kidreaper.linux.LinuxException;
import dev.kidreaper.linux.StreamSocket;
import java.util.function.Consumer;

/// One connection of a web server, with at most one request in hand. For the front's thread.
final class Client implements Intake.Sink, Loop.Ready {
    private static final long LINGER_NANOS = 2_000_000_000L;

    private final Desk desk;
    private final StreamSocket socket;
    private final Consumer<Client> forget;
    private final Intake in;
    private final Outflow out;
    private boolean mayRead = true;
    private boolean mayWrite = true;
    private boolean awaitsRoom;
    private boolean ending;
    private boolean hungUp;
    private boolean sendsNoMore;
    private boolean moving;
    private boolean again;
    private boolean closing;
    private boolean lingering;
    private boolean closed;
    private long quietSince;
    private int token;

    /// @param forget is told when it is closed
    Client(Desk desk, StreamSocket socket, Consumer<Client> forget) {
        this.desk = desk;
        this.socket = socket;
        this.forget = forget;
        this.in = new Intake(this, desk.loop().buffers());
        this.out = new Outflow(socket, desk.loop().buffers());
        this.quietSince = desk.loop().now();
    }

    /// Begins to listen to it.
    void begin() throws LinuxException {
        token = desk.loop().watch(socket, this);
        move();
    }

    Intake in() {
        return in;
    }

    Outflow out() {
        return out;
    }

    @Override
    public void ready(boolean readable, boolean writable, boolean ends, boolean hangsUp) {
        mayRead |= readable;
        mayWrite |= writable;
        ending |= ends;
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
        } catch (Malformed e) {
            desk.workers()
                    .say(
                            "event=malformed from=web-server offset=%d why=\"%s\""
                                    .formatted(e.offset(), e.reason()));
            abandon();
        } catch (LinuxException e) {
            abandon(); // It has gone.
        } catch (RuntimeException e) {
            desk.bug(e);
            abandon();
        } finally {
            moving = false;
        }
    }

    /// Reads from the web server. Whether anything came.
    private boolean read() throws Malformed, LinuxException {
        IoBuffer room = mayRead && !closed ? in.room() : null;
        if (room == null) {
            return false;
        }
        int space = room.space();
        int got = socket.read(room);
        mayRead = got == space || (ending && got > 0);
        if (got > 0) {
            quietSince = desk.loop().now();
            in.scan();
            Request begun = in.beginning();
            if (begun != null) {
                Head.read(in.kept().params(), begun);
                desk.dispatch(this, begun);
            }
        }
        in.kept().release();
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
        if (mayWrite == awaitsRoom) {
            awaitsRoom = !mayWrite;
            desk.loop().awaitRoom(socket, token, awaitsRoom);
        }
        if (out.hasUnsent()) {
            return false;
        }
        Request now = in.request();
        if (closing && lingering) {
            socket.endSending(); // Closed now, with bytes unread, it could destroy its answer.
        } else if (closing) {
            close();
        } else if (now != null && now.errand != null) {
            return now.errand.pull();
        }
        return false;
    }

    /// Sends the request on to its worker. Whether that made room for more of it.
    private boolean forward() {
        Request now = in.request();
        if (closed || now == null || now.errand == null || in.kept().unsent() == 0) {
            return false;
        }
        int before = in.kept().unsent();
        now.errand.push();
        return mayRead && in.kept().unsent() < before;
    }

    @Override
    public void aborted() {
        Request now = in.request();
        if (now == null) {
            return;
        }
        desk.dropped(this, now);
        if (out.takeBack()) {
            out.put(Replies.end(now.id, Frame.Ending.COMPLETE));
            over(now);
        } else {
            cutOff();
        }
    }

    @Override
    public void reply(byte[] record) {
        out.put(record);
    }

    /// Answers a request ourselves, where none of a worker's answer has gone out; else ends the
    /// connection, so that the web server sees that the answer was cut off.
    ///
    /// @param fields more lines of the head, each with its line end
    void answer(Request request, String status, String fields) {
        if (out.takeBack()) {
            out.put(Replies.answer(request.id, status, fields));
            over(request);
            move();
        } else {
            cutOff();
        }
    }

    /// Ends the connection amid an answer.
    private void cutOff() {
        out.poison();
        close();
    }

    /// The end of the answer is in the outflow.
    void over(Request request) {
        lingering = !request.isComplete() || in.isAmidRecord();
        closing = !request.keepConnection || sendsNoMore || desk.isStopping();
        in.end();
    }

    /// Ends the connection now.
    void abandon() {
        Request now = in.request();
        if (now != null && !closed) {
            desk.dropped(this, now);
        }
        close();
    }

    private void close() {
        if (!closed) {
            closed = true;
            in.kept().close();
            out.close();
            desk.loop().forget(token, socket);
            forget.accept(this);
            socket.close();
        }
    }

    /// Whether nothing goes on here.
    boolean isIdle() {
        return in.request() == null && !out.hasUnsent();
    }

    /// Whether it has been amid a request's head for longer than that, or at its end for too long.
    boolean isStale(long now, long nanos) {
        if (closing) {
            return now - quietSince > (out.hasUnsent() ? nanos : LINGER_NANOS);
        }
        Request request = in.request();
        boolean amid = request == null ? in.kept().buffer() != null : !request.headComplete;
        return amid && now - quietSince > nanos;
    }
}
