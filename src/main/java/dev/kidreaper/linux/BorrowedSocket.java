package dev.kidreaper.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// The kind of one socket of another process, asked of the socket itself: the kernel lends us a
/// copy of the descriptor for a moment (pidfd_getfd(2)). The cost does not depend on the number of
/// sockets of the machine, unlike that of the tables in `/proc/net`.
///
/// @param listening whether connections are accepted on it
/// @param endpoint its own address: `port 9000`, `path /run/app.sock`, or `none`; the bytes of a
///   path as characters of ISO 8859-1, since the process may have chosen any
/// @param sharesPort whether other sockets may listen on its port, each with a queue of its own
///   (SO_REUSEPORT)
public record BorrowedSocket(boolean listening, String endpoint, boolean sharesPort) {
    private static final long PIDFD_GETFD = 438;
    private static final int SOL_SOCKET = 1;
    private static final int SO_REUSEPORT = 15;
    private static final int SO_ACCEPTCONN = 30;

    /// With a `struct timeval` of 64-bit numbers (include/uapi/asm-generic/socket.h).
    private static final int SO_RCVTIMEO = 20;

    private static final int SO_SNDTIMEO = 21;
    private static final int TIMEVAL_BYTES = 2 * Long.BYTES;
    private static final int SHUT_RD = 0;
    private static final int F_GETFL = 3;
    private static final int F_SETFL = 4;
    private static final int O_NONBLOCK = 0x800;
    private static final int MSG_DONTWAIT = 0x40;
    private static final short POLLIN = 1;
    private static final long SIOCINQ = 0x541B;
    private static final short AF_UNIX = 1;
    private static final short AF_INET = 2;
    private static final short AF_INET6 = 10;

    /// The size of any address: `struct sockaddr_storage`.
    private static final int ADDRESS_BYTES = 128;

    /// The end of a connection in another process. Each use borrows it only for a moment: until a
    /// copy is closed, the connection does not end.
    ///
    /// @param process closed with this
    /// @param inode of the socket, as `/proc/PID/fd` names it
    public record PeerEnd(Pidfd process, int descriptor, long inode) implements AutoCloseable {
        /// How many bytes have come that the process has not read (unix(7), tcp(7), `SIOCINQ`).
        ///
        /// @throws LinuxException EBADF if the process has closed it meanwhile, EPERM if we may not
        ///   borrow it
        public int unread() throws LinuxException {
            int fd = borrow();
            try {
                MemorySegment answer = Native.answer();
                Native.check("ioctl", Libc.ioctl(fd, SIOCINQ, answer.address()));
                return answer.get(JAVA_INT, 0);
            } finally {
                Libc.close(fd);
            }
        }

        /// Reads what the process has not read, as much as there is room for, in one call: the
        /// process reads before that or after it, but not amid it. Never waits.
        ///
        /// @return how many bytes; 0: none
        /// @throws LinuxException as {@link #unread}
        public int take(IoBuffer to) throws LinuxException {
            int fd = borrow();
            try {
                long got = Libc.recv(fd, to.address(to.limit()), to.space(), MSG_DONTWAIT);
                if (got > 0) {
                    to.filled((int) got);
                }
                return (int) Math.max(0, got);
            } finally {
                Libc.close(fd);
            }
        }

        private int borrow() throws LinuxException {
            int fd = BorrowedSocket.borrow(process, descriptor);
            String name = "socket:[%d]".formatted(inode);
            try {
                if (Files.readSymbolicLink(Path.of("/proc/self/fd/" + fd)).endsWith(name)) {
                    return fd;
                }
            } catch (IOException e) {
                Libc.close(fd);
                throw new LinuxException("readlink", Errno.EIO);
            }
            Libc.close(fd);
            throw new LinuxException("pidfd_getfd", Errno.EBADF); // It is another one by now.
        }

        @Override
        public void close() {
            process.close();
        }
    }

    /// Accepts a connection that waits for another process, which has the listening socket too.
    /// Never waits, although `accept` does so there. For that moment it does not: so one more
    /// connection must wait than is taken here, or that process could be told that there is none.
    ///
    /// @return null if none waits
    /// @throws LinuxException as {@link StreamSocket#accept}
    public static @Nullable StreamSocket acceptInItsPlace(StreamSocket listening)
            throws LinuxException {
        int fd = listening.descriptor();
        int flags = Native.check("fcntl", Libc.fcntl(fd, F_GETFL, 0));
        Native.check("fcntl", Libc.fcntl(fd, F_SETFL, flags | O_NONBLOCK));
        try {
            return listening.accept();
        } finally {
            Libc.fcntl(fd, F_SETFL, flags);
        }
    }

    /// The endpoint of a socket at a path, as {@link #endpoint} has it.
    public static String endpoint(String path) {
        byte[] bytes = path.getBytes(StandardCharsets.UTF_8);
        return "path " + new String(bytes, StandardCharsets.ISO_8859_1);
    }

    /// Borrows a socket and examines it.
    ///
    /// @throws LinuxException EBADF if the process has closed it meanwhile, EPERM if we may not
    ///   borrow it, ENOTSOCK if it is not a socket, ENOSYS before Linux 5.6
    public static BorrowedSocket of(Pidfd process, int descriptor) throws LinuxException {
        int fd = borrow(process, descriptor);
        try {
            return ask(fd);
        } finally {
            Libc.close(fd);
        }
    }

    /// Borrows a socket and looks whether calls that wait on it have a time limit (SO_RCVTIMEO,
    /// SO_SNDTIMEO): these end with EINTR when their process is stopped (signal(7)).
    ///
    /// @throws LinuxException as {@link #of}
    public static boolean hasTimeLimit(Pidfd process, int descriptor) throws LinuxException {
        int fd = borrow(process, descriptor);
        try (var arena = Arena.ofConfined()) {
            MemorySegment limit = arena.allocate(TIMEVAL_BYTES, Long.BYTES);
            MemorySegment length = arena.allocate(JAVA_INT);
            return isSet(fd, SO_RCVTIMEO, limit, length) || isSet(fd, SO_SNDTIMEO, limit, length);
        } finally {
            Libc.close(fd);
        }
    }

    private static boolean isSet(int fd, int name, MemorySegment limit, MemorySegment length)
            throws LinuxException {
        length.set(JAVA_INT, 0, TIMEVAL_BYTES);
        int asked = Libc.getsockopt(fd, SOL_SOCKET, name, limit, length);
        Native.check("getsockopt", asked);
        return limit.get(JAVA_LONG, 0) != 0 || limit.get(JAVA_LONG, Long.BYTES) != 0;
    }

    /// Borrows a listening socket and looks whether a connection waits there to be accepted.
    ///
    /// @throws LinuxException as {@link #of}
    public static boolean hasWaiting(Pidfd process, int descriptor) throws LinuxException {
        int fd = borrow(process, descriptor);
        try (var arena = Arena.ofConfined()) {
            MemorySegment pollfd = arena.allocate(Long.BYTES, Long.BYTES);
            pollfd.set(JAVA_INT, 0, fd);
            pollfd.set(JAVA_SHORT, 4, POLLIN);
            return Native.check("poll", Libc.poll(pollfd.address(), 1, 0)) > 0;
        } finally {
            Libc.close(fd);
        }
    }

    /// Borrows a socket and shuts it down, for every process that has it, if it listens at a
    /// matching endpoint. A process that waits in `accept` then gets an error.
    ///
    /// @param prefix the beginning of a matching endpoint
    /// @return whether the endpoint matched
    /// @throws LinuxException as {@link #of}
    public static boolean end(Pidfd process, int descriptor, String prefix) throws LinuxException {
        int fd = borrow(process, descriptor);
        try {
            BorrowedSocket it = ask(fd);
            boolean meant = it.listening && it.endpoint.startsWith(prefix);
            return meant && Libc.shutdown(fd, SHUT_RD) == 0;
        } finally {
            Libc.close(fd);
        }
    }

    /// A copy of another process's descriptor.
    static int borrow(Pidfd process, int descriptor) throws LinuxException {
        long lent = LibcProcess.syscall(PIDFD_GETFD, process.descriptor(), descriptor, 0, 0);
        return Native.check("pidfd_getfd", lent);
    }

    private static BorrowedSocket ask(int fd) throws LinuxException {
        try (var arena = Arena.ofConfined()) {
            MemorySegment value = arena.allocate(JAVA_INT);
            MemorySegment length = arena.allocate(JAVA_INT);
            boolean listening = option(fd, SO_ACCEPTCONN, value, length);
            boolean sharesPort = listening && option(fd, SO_REUSEPORT, value, length);
            MemorySegment address = arena.allocate(ADDRESS_BYTES, Long.BYTES);
            length.set(JAVA_INT, 0, ADDRESS_BYTES);
            Native.check("getsockname", Libc.getsockname(fd, address, length));
            String endpoint = endpoint(address, length.get(JAVA_INT, 0));
            return new BorrowedSocket(listening, endpoint, sharesPort);
        }
    }

    private static boolean option(int fd, int name, MemorySegment value, MemorySegment length)
            throws LinuxException {
        length.set(JAVA_INT, 0, Integer.BYTES);
        int asked = Libc.getsockopt(fd, SOL_SOCKET, name, value, length);
        Native.check("getsockopt", asked);
        return value.get(JAVA_INT, 0) != 0;
    }

    /// The endpoint in an address. `struct sockaddr_in` and `sockaddr_in6` both have the port after
    /// the family, in network order. `struct sockaddr_un` has its path there, or nothing without a
    /// name.
    private static String endpoint(MemorySegment address, int length) {
        return switch (address.get(JAVA_SHORT, 0)) {
            case AF_INET, AF_INET6 -> "port " + port(address);
            case AF_UNIX -> length <= 2 ? "none" : "path " + path(address, length);
            default -> "none";
        };
    }

    private static String path(MemorySegment address, int length) {
        var bytes = new byte[Math.min(length, ADDRESS_BYTES) - 2];
        MemorySegment.copy(address, JAVA_BYTE, 2, bytes, 0, bytes.length);
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private static int port(MemorySegment address) {
        int high = address.get(JAVA_BYTE, 2) & 0xff;
        int low = address.get(JAVA_BYTE, 3) & 0xff;
        return (high << 8) + low;
    }
}
