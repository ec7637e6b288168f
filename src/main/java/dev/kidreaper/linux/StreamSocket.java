package dev.kidreaper.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;

/// A stream socket, listening or connected, that never blocks its thread. For one thread.
public final class StreamSocket implements AutoCloseable {
    private static final int SOCK_STREAM = 1;
    private static final int SOCK_NONBLOCK = 0x800;
    private static final int SOCK_CLOEXEC = 0x80000;
    private static final int SOL_SOCKET = 1;
    private static final int SO_REUSEADDR = 2;
    private static final int SO_ACCEPTCONN = 30;
    private static final int IPPROTO_TCP = 6;
    private static final int TCP_NODELAY = 1;
    private static final int MSG_PEEK = 2;
    private static final int MSG_NOSIGNAL = 0x4000;
    private static final int SHUT_RD = 0;
    private static final int SHUT_WR = 1;
    private static final int F_SETFL = 4;
    private static final short POLLIN = 1;
    private static final short POLLHUP = 0x10;
    private static final short POLLRDHUP = 0x2000;

    private static final long SIOCOUTQ = 0x5411;
    private static final int OWNER_ONLY = 0600;

    private int fd;

    private StreamSocket(int fd) {
        this.fd = fd;
    }

    /// A bound socket, which listens once {@link #listen} is called. The file of a Unix socket is
    /// its owner's alone.
    ///
    /// @param waits whether `accept` on it blocks: true for a worker's descriptor 0
    /// @throws LinuxException EADDRINUSE if the address is taken
    public static StreamSocket bound(SocketAddress address, boolean waits) throws LinuxException {
        int type = SOCK_STREAM | SOCK_CLOEXEC | (waits ? 0 : SOCK_NONBLOCK);
        var socket =
                new StreamSocket(Native.check("socket", Libc.socket(address.family(), type, 0)));
        try {
            if (address instanceof SocketAddress.OfPort) {
                socket.option(SOL_SOCKET, SO_REUSEADDR);
            } else {
                Native.check("fchmod", Libc.fchmod(socket.fd, OWNER_ONLY));
            }
            int done = address.with((memory, length) -> Libc.bind(socket.fd, memory, length));
            Native.check("bind " + address, done);
            if (address instanceof SocketAddress.OfPort) {
                socket.option(IPPROTO_TCP, TCP_NODELAY); // Accepted connections inherit it.
            }
            return socket;
        } catch (LinuxException e) {
            socket.close();
            throw e;
        }
    }

    /// The socket that this program got as descriptor 0 (systemd's `StandardInput=socket`).
    ///
    /// @throws LinuxException ENOTSOCK or EINVAL if it is not a listening socket
    public static StreamSocket inherited() throws LinuxException {
        try (var arena = Arena.ofConfined()) {
            MemorySegment value = arena.allocate(JAVA_INT);
            MemorySegment length = arena.allocate(JAVA_INT);
            length.set(JAVA_INT, 0, Integer.BYTES);
            Native.check(
                    "getsockopt", Libc.getsockopt(0, SOL_SOCKET, SO_ACCEPTCONN, value, length));
            if (value.get(JAVA_INT, 0) == 0) {
                throw new LinuxException("descriptor 0 does not listen", Errno.EINVAL);
            }
        }
        Native.check("fcntl", Libc.fcntl(0, F_SETFL, SOCK_NONBLOCK));
        return new StreamSocket(0);
    }

    /// Begins to listen.
    ///
    /// @param backlog how many connections may wait to be accepted
    public void listen(int backlog) throws LinuxException {
        Native.check("listen", Libc.listen(fd, backlog));
    }

    /// Connects to a listening socket. A TCP connection may come later; then the first write tells
    /// whether it did.
    ///
    /// @throws LinuxException ECONNREFUSED if nothing listens, EAGAIN if the backlog is full
    public static StreamSocket connected(SocketAddress address) throws LinuxException {
        int type = SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK;
        var socket =
                new StreamSocket(Native.check("socket", Libc.socket(address.family(), type, 0)));
        int done = address.with((memory, length) -> Libc.connect(socket.fd, memory, length));
        if (done < 0 && Native.errno() != Errno.EINPROGRESS) {
            int errno = Native.errno();
            socket.close();
            throw new LinuxException("connect " + address, errno);
        }
        if (address instanceof SocketAddress.OfPort) {
            socket.option(IPPROTO_TCP, TCP_NODELAY);
        }
        return socket;
    }

    /// Accepts the next waiting connection; null if none waits.
    ///
    /// @throws LinuxException EMFILE if there are no more descriptors
    public @org.jspecify.annotations.Nullable StreamSocket accept() throws LinuxException {
        int accepted = Libc.accept4(fd, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (accepted >= 0) {
            return new StreamSocket(accepted);
        }
        int errno = Native.errno();
        if (errno == Errno.EWOULDBLOCK || errno == Errno.EINTR || errno == Errno.ECONNABORTED) {
            return null;
        }
        throw new LinuxException("accept", errno);
    }

    /// Whether a connection waits to be accepted on this listening socket by another process.
    public boolean isWaitedAt() {
        return events() == POLLIN;
    }

    /// Whether some process has shut down this listening socket, so that it accepts nothing any
    /// more.
    public boolean isShut() {
        return (events() & (POLLHUP | POLLRDHUP)) != 0;
    }

    /// The events that poll(2) reports at once; 0 if none.
    private int events() {
        MemorySegment pollfd = Native.answer();
        pollfd.set(JAVA_INT, 0, fd);
        pollfd.set(JAVA_SHORT, 4, (short) (POLLIN | POLLRDHUP));
        pollfd.set(JAVA_SHORT, 6, (short) 0);
        Libc.poll(pollfd.address(), 1, 0);
        return pollfd.get(JAVA_SHORT, 6);
    }

    /// Reads into the free space of a buffer, which must have some.
    ///
    /// @return how many bytes came; 0: none are there yet; -1: the other side sends no more
    /// @throws LinuxException ECONNRESET if the connection is broken
    public int read(IoBuffer to) throws LinuxException {
        return receive(to, to.space(), 0);
    }

    /// As {@link #read}, but the bytes stay in the socket for the next read.
    public int peek(IoBuffer to) throws LinuxException {
        return receive(to, to.space(), MSG_PEEK);
    }

    /// Reads bytes that were peeked at, up to a number.
    ///
    /// @throws LinuxException EIO if none are there any more
    public void take(IoBuffer to, int most) throws LinuxException {
        if (receive(to, Math.min(most, to.space()), 0) <= 0) {
            throw new LinuxException("recv", Errno.EIO);
        }
    }

    private int receive(IoBuffer to, int most, int flags) throws LinuxException {
        long got = Libc.recv(fd, to.address(to.limit()), most, flags);
        if (got > 0) {
            to.filled((int) got);
            return (int) got;
        }
        if (got == 0) {
            return -1;
        }
        int errno = Native.errno();
        if (errno == Errno.EWOULDBLOCK || errno == Errno.EINTR) {
            return 0;
        }
        throw new LinuxException("recv", errno);
    }

    /// Writes bytes of a buffer.
    ///
    /// @return how many were taken; 0: none now
    /// @throws LinuxException EPIPE if the other side takes no more
    public int write(IoBuffer from, int at, int length) throws LinuxException {
        long sent = Libc.send(fd, from.address(at), length, MSG_NOSIGNAL);
        if (sent >= 0) {
            return (int) sent;
        }
        int errno = Native.errno();
        if (errno == Errno.EWOULDBLOCK || errno == Errno.EINTR || errno == Errno.ENOTCONN) {
            return 0;
        }
        throw new LinuxException("send", errno);
    }

    /// Its inode, which the kernel's tables use; 0 if unknown.
    public long inode() {
        try {
            String name = Files.readSymbolicLink(Path.of("/proc/self/fd/" + fd)).toString();
            return Long.parseLong(name, "socket:[".length(), name.length() - 1, 10);
        } catch (IOException | NumberFormatException e) {
            return 0;
        }
    }

    /// Whether the other side has taken all that was sent (unix(7), `SIOCOUTQ`). For TCP: whether
    /// it has acknowledged it.
    public boolean isAllTaken() {
        MemorySegment answer = Native.answer();
        return Libc.ioctl(fd, SIOCOUTQ, answer.address()) == 0 && answer.get(JAVA_INT, 0) == 0;
    }

    /// Makes reads from the socket block.
    public void letWait() throws LinuxException {
        Native.check("fcntl", Libc.fcntl(fd, F_SETFL, 0));
    }

    /// Tells the other side that no more will be sent.
    public void endSending() {
        Libc.shutdown(fd, SHUT_WR);
    }

    /// Shuts down a listening socket for every process that has it: a waiting `accept` gets an
    /// error.
    public void endListening() {
        Libc.shutdown(fd, SHUT_RD);
    }

    private void option(int level, int name) throws LinuxException {
        try (var arena = Arena.ofConfined()) {
            MemorySegment one = arena.allocate(JAVA_INT);
            one.set(JAVA_INT, 0, 1);
            Native.check("setsockopt", Libc.setsockopt(fd, level, name, one, Integer.BYTES));
        }
    }

    int descriptor() {
        return fd;
    }

    /// Closes the socket. A second call does nothing.
    @Override
    public void close() {
        if (fd >= 0) {
            Libc.close(fd);
            fd = -1;
        }
    }
}
