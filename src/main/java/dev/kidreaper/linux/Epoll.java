package dev.kidreaper.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.stream.IntStream;

/// A wait for the first event on many descriptors (epoll(7)). A connection has an event each time
/// that its state changes; a closed one is forgotten. For one thread, except {@link #wake}.
public final class Epoll implements AutoCloseable {
    private static final int CLOEXEC = 0x80000;
    private static final int NONBLOCK = 0x800;
    private static final int CTL_ADD = 1;
    private static final int CTL_DEL = 2;
    private static final int CTL_MOD = 3;
    private static final int IN = 1;
    private static final int OUT = 4;
    private static final int ERR = 8;
    private static final int HUP = 0x10;
    private static final int RDHUP = 0x2000;
    private static final int EDGE = 1 << 31;
    private static final int MOST_EVENTS = 256;

    /// `struct epoll_event { uint32_t events; uint64_t data; }`: packed on x86-64 alone.
    private static final boolean PACKED = Native.Machine.THIS.packsEpollEvents();

    private static final int EVENT_BYTES = PACKED ? 12 : 16;
    private static final int DATA_AT = PACKED ? 4 : 8;
    private static final ValueLayout.OfInt INT = JAVA_INT.withByteAlignment(1);

    /// The token of {@link #wake}.
    public static final int WOKEN = -1;

    private final Arena arena = Arena.ofShared();
    private final MemorySegment events = arena.allocate((long) EVENT_BYTES * MOST_EVENTS, 8);
    private final MemorySegment event = arena.allocate(EVENT_BYTES, 8);
    private final MemorySegment counter = arena.allocate(8, 8);
    private final MemorySegment one = arena.allocate(8, 8);
    private final int epoll;
    private final int bell;
    private volatile boolean closed;

    public Epoll() throws LinuxException {
        epoll = Native.check("epoll_create1", Libc.epollCreate(CLOEXEC));
        bell = Native.check("eventfd", Libc.eventfd(0, CLOEXEC | NONBLOCK));
        one.set(ValueLayout.JAVA_LONG, 0, 1);
        add(bell, WOKEN, IN);
    }

    /// Whether nobody reads a pipe any more: its writing end has an error then (poll(2), POLLERR).
    ///
    /// @param fd of its writing end
    public static boolean hasLostReader(int fd) {
        try (var epoll = new Epoll()) {
            epoll.add(fd, 0, 0); // An error is always told.
            int count = epoll.await(0);
            return IntStream.range(0, count)
                    .anyMatch(i -> epoll.token(i) == 0 && (epoll.mask(i) & ERR) != 0);
        } catch (LinuxException e) {
            return false; // It is a file, which nobody need read.
        }
    }

    /// Adds a connection: its events say when it has bytes.
    ///
    /// @param token identifies its events, 0 or more
    public void addConnection(StreamSocket socket, int token) throws LinuxException {
        control(CTL_ADD, socket.descriptor(), token, IN | RDHUP | EDGE);
    }

    /// Turns on or off the events that say when a connection takes bytes.
    public void awaitRoom(StreamSocket socket, int token, boolean wanted) throws LinuxException {
        int mask = IN | RDHUP | EDGE | (wanted ? OUT : 0);
        control(CTL_MOD, socket.descriptor(), token, mask);
    }

    /// Adds a listening socket: its events say when there are connections to accept.
    public void addListening(StreamSocket socket, int token) throws LinuxException {
        add(socket.descriptor(), token, IN);
    }

    /// Adds a process: its event says when it ends.
    public void addProcess(Pidfd process, int token) throws LinuxException {
        add(process.descriptor(), token, IN);
    }

    /// Adds a child's output: its events say when there is some.
    public void addOutput(Child.Output output, int token) throws LinuxException {
        add(output.descriptor(), token, IN);
    }

    /// Removes a socket.
    public void remove(StreamSocket socket) {
        Libc.epollCtl(epoll, CTL_DEL, socket.descriptor(), event);
    }

    /// Removes a process.
    public void remove(Pidfd process) {
        Libc.epollCtl(epoll, CTL_DEL, process.descriptor(), event);
    }

    private void add(int fd, int token, int mask) throws LinuxException {
        control(CTL_ADD, fd, token, mask);
    }

    private void control(int operation, int fd, int token, int mask) throws LinuxException {
        if (closed) {
            throw new LinuxException("epoll_ctl", Errno.EBADF);
        }
        event.set(INT, 0, mask);
        event.set(INT, DATA_AT, token);
        event.set(INT, DATA_AT + 4, 0);
        Native.check("epoll_ctl", Libc.epollCtl(epoll, operation, fd, event));
    }

    /// Waits for the next events.
    ///
    /// @param millis the longest wait
    /// @return the number of events; the methods below take their index, from 0
    public int await(int millis) throws LinuxException {
        int count = Libc.epollWait(epoll, events, MOST_EVENTS, millis);
        if (count < 0 && Native.errno() != Errno.EINTR) {
            throw new LinuxException("epoll_wait", Native.errno());
        }
        for (int i = 0; i < count; i++) {
            if (token(i) == WOKEN) {
                Libc.read(bell, counter.address(), 8);
            }
        }
        return Math.max(0, count);
    }

    /// The token of an event.
    public int token(int index) {
        return events.get(INT, (long) index * EVENT_BYTES + DATA_AT);
    }

    /// Whether there is something to read, even if only the end.
    public boolean isReadable(int index) {
        return (mask(index) & (IN | RDHUP | HUP | ERR)) != 0;
    }

    /// Whether the other side takes bytes again, or never will.
    public boolean isWritable(int index) {
        return (mask(index) & (OUT | HUP | ERR)) != 0;
    }

    /// Whether the other side sends nothing after what can be read now.
    public boolean isEnding(int index) {
        return (mask(index) & (RDHUP | HUP | ERR)) != 0;
    }

    /// Whether the other side neither sends nor takes anything any more.
    public boolean isHungUp(int index) {
        return (mask(index) & (HUP | ERR)) != 0;
    }

    private int mask(int index) {
        return events.get(INT, (long) index * EVENT_BYTES);
    }

    /// Ends the current wait, or the next one. Any thread may call it, but not beside {@link
    /// #close}; after that it does nothing.
    public void wake() {
        if (closed) {
            return;
        }
        Libc.write(bell, one.address(), 8);
    }

    @Override
    public void close() {
        closed = true;
        Libc.close(epoll);
        Libc.close(bell);
        arena.close();
    }
}
