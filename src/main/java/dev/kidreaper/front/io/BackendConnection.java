package dev.kidreaper.front.io;

import dev.kidreaper.linux.BorrowedSocket.PeerEnd;
import dev.kidreaper.linux.Errno;
import dev.kidreaper.linux.IoBuffer;
import dev.kidreaper.linux.LinuxException;
import dev.kidreaper.linux.SocketAddress;
import dev.kidreaper.linux.StreamSocket;
import org.jspecify.annotations.Nullable;

/// One connection to a worker, and what is known of it without asking the kernel again. For the
/// front's thread.
public final class BackendConnection implements ByteSink {
    private static final int MOST_NUMBER = 255;

    private final EventLoop eventLoop;
    private final StreamSocket socket;
    private final SocketReader in;
    private final int token;
    private boolean mayWrite = true;
    private boolean awaitsRoom;
    private boolean broken;
    private boolean fresh = true;
    private int answers;
    private int requests;
    private final boolean tellsReads;
    private final ReadHabit readHabit = new ReadHabit();
    private @Nullable PeerEnd peerEnd;

    /// Connects.
    ///
    /// @param told is told of events
    /// @throws LinuxException when nobody listens there
    public BackendConnection(EventLoop eventLoop, SocketAddress to, EventLoop.Ready told)
            throws LinuxException {
        this.eventLoop = eventLoop;
        this.socket = StreamSocket.connected(to);
        this.tellsReads = to instanceof SocketAddress.OfPath;
        this.in = new SocketReader(socket, eventLoop.bufferPool());
        this.token = eventLoop.watch(socket, told);
    }

    /// The inode of our end.
    public long inode() {
        return socket.inode();
    }

    /// Whether nobody is known to have accepted it.
    public boolean isFresh() {
        return fresh;
    }

    /// The worker has accepted it.
    public void accepted() {
        fresh = false;
    }

    /// A request was answered over it.
    public void answered() {
        fresh = false;
        answers++;
    }

    /// How many were.
    public int answers() {
        return answers;
    }

    /// A number for the next request, which none of the last ones had: from 1 up to what fits into
    /// a byte, since some applications may look at no more.
    public int nextRequest() {
        requests = requests % MOST_NUMBER + 1;
        return requests;
    }

    /// What an event says.
    public void note(boolean readable, boolean writable, boolean ends) {
        in.note(readable, ends);
        mayWrite |= writable;
    }

    /// Whether something may be there to read.
    public boolean mayRead() {
        return in.mayRead();
    }

    public boolean mayWrite() {
        return mayWrite && !broken;
    }

    /// The worker takes no more; it may have answered before.
    public void takesNoMore() {
        broken = true;
        in.readAgain();
    }

    /// Whether it has taken all that was sent, and could take more.
    ///
    /// @param skipped whether what it has left there would be skipped
    /// @param small whether it was no more than a worker reads at once, in one piece
    public boolean isClean(boolean skipped, boolean small) {
        if (broken || skipped || !readHabit.mustAsk(small)) {
            return !broken;
        }
        boolean taken = socket.isAllTaken();
        if (small) {
            readHabit.saw(taken);
        }
        return taken;
    }

    /// Whether the worker is known to have read all that was sent, without asking about the worker:
    /// of a TCP connection that is not known.
    public boolean isRead() {
        return tellsReads && socket.isAllTaken();
    }

    /// Whether it is known by {@link #peerEnd} how much is unread.
    public boolean hasPeerEnd() {
        return peerEnd != null;
    }

    /// The worker's end of it, once that is found.
    public void peerEnd(@Nullable PeerEnd found) {
        peerEnd = found;
    }

    /// Whether none of so many bytes was read; where that cannot be known, whether it may be so.
    /// Before them, the end of the last request may be unread.
    ///
    /// @param sent how many were sent since the last answer
    public boolean isUnread(int sent) {
        PeerEnd its = peerEnd;
        if (its == null) {
            return tellsReads;
        }
        try {
            return its.unread() >= sent;
        } catch (LinuxException e) {
            return tellsReads; // We may not ask.
        }
    }

    /// Takes back what was sent, if the worker has read none of it. Whether that is so; if not, it
    /// is as if nothing had been done.
    ///
    /// @param sent how many bytes were sent since the last answer
    /// @throws LinuxException EPERM if we may not have its end of the connection
    public boolean takeBack(int sent) throws LinuxException {
        PeerEnd its = peerEnd;
        if (its == null || sent == 0) {
            return false;
        }
        int there = its.unread();
        return there >= sent && takeOut(its, there) >= sent;
    }

    /// Takes all that is there. If the worker has begun to read by then, it gets back what it has
    /// not read. How many bytes are out.
    private int takeOut(PeerEnd its, int there) throws LinuxException {
        try (var taken = new IoBuffer(there)) {
            int got = its.take(taken);
            if (got == there) {
                return got;
            }
            broken |= got > 0 && socket.write(taken, 0, got) < got;
            return 0;
        }
    }

    /// Has it read again, for its end if for nothing else.
    public void readAgain() {
        in.readAgain();
    }

    @Override
    public int write(IoBuffer from, int at, int length) throws LinuxException {
        if (!mayWrite()) {
            return 0;
        }
        int took = socket.write(from, at, length);
        mayWrite = took == length;
        if (mayWrite == awaitsRoom) {
            awaitsRoom = !mayWrite;
            eventLoop.awaitRoom(socket, token, awaitsRoom);
        }
        if (took > 0) {
            in.sent();
        }
        return took;
    }

    /// As {@link SocketReader#read}.
    public int read(IoBuffer to) throws LinuxException {
        return in.read(to);
    }

    /// The last read was not the end of an answer.
    public void takeRead() throws LinuxException {
        in.take();
    }

    /// What a worker has done that had nothing to do.
    public enum Idle {
        OPEN,
        CLOSED,
        SPOKEN
    }

    /// Sees what it has done.
    public Idle idle(BufferPool bufferPool) {
        IoBuffer scratch = bufferPool.takeSmall();
        try {
            int got = read(scratch);
            return got > 0 ? Idle.SPOKEN : got < 0 ? Idle.CLOSED : Idle.OPEN;
        } catch (LinuxException e) {
            return Idle.CLOSED;
        } finally {
            bufferPool.give(scratch);
        }
    }

    public void close() {
        in.sent();
        eventLoop.forget(token, socket);
        socket.close();
        if (peerEnd != null) {
            peerEnd.close();
            peerEnd = null;
        }
    }

    /// Why there is no connection, for an operator.
    public static String problem(LinuxException e) {
        String right =
                e.errno() == Errno.EACCES ? ": that takes root, CAP_DAC_OVERRIDE or its group" : "";
        return "no connection: " + e.sentence() + right;
    }
}
