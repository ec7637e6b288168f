package dev.kidreaper.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.File;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// The kernel's answer to which socket is at the other end of a connection (sock_diag(7)). It does
/// not take longer where others have many sockets, unlike a look into the tables of `/proc/net`.
public final class SockDiag {
    /// The socket is no Unix socket.
    public static final long NOT_UNIX = -1;

    private static final int AF_NETLINK = 16;
    private static final int SOCK_RAW = 3;
    private static final int SOCK_CLOEXEC = 0x80000;
    private static final int NETLINK_SOCK_DIAG = 4;
    private static final short NLMSG_ERROR = 2;
    private static final short SOCK_DIAG_BY_FAMILY = 20;
    private static final short NLM_F_REQUEST = 1;
    private static final byte AF_UNIX = 1;
    private static final byte AF_INET = 2;
    private static final byte AF_INET6 = 10;
    private static final byte IPPROTO_TCP = 6;
    private static final byte TCP_LISTEN = 10;
    private static final int UDIAG_SHOW_PEER = 4;
    private static final short UNIX_DIAG_PEER = 2;

    /// `struct nlmsghdr` (16 bytes) and `struct unix_diag_req` (24 bytes).
    private static final int UNIX_QUESTION_BYTES = 40;

    /// `struct nlmsghdr` and `struct unix_diag_msg` (16 bytes each); attributes follow.
    private static final int ATTRIBUTES_AT = 32;

    /// `struct nlmsghdr` and `struct inet_diag_req_v2` (56 bytes), in which `struct
    /// inet_diag_sockid` is: both ports, both addresses of 16 bytes, an interface, a cookie.
    private static final int TCP_QUESTION_BYTES = 72;

    private static final int ID_AT = 24;

    /// `struct nlmsghdr` and `struct inet_diag_msg` (72 bytes), whose second byte is the state, and
    /// whose last four are the inode.
    private static final int TCP_ANSWER_BYTES = 88;

    private static final int STATE_AT = 17;
    private static final int INODE_AT = 84;
    private static final int ANSWER_BYTES = 4096;

    /// The size of any address: `struct sockaddr_storage`.
    private static final int ADDRESS_BYTES = 128;

    private SockDiag() {}

    /// The inode of the socket at the other end of a Unix connection; 0 while no process has
    /// accepted it; {@link #NOT_UNIX} if it is no such connection.
    ///
    /// @throws LinuxException if the kernel has no such interface
    public static long peer(long inode) throws LinuxException {
        try (var arena = Arena.ofConfined()) {
            MemorySegment question = arena.allocate(UNIX_QUESTION_BYTES, 8);
            question.set(JAVA_BYTE, 16, AF_UNIX);
            question.set(JAVA_INT, 20, -1); // In any state.
            question.set(JAVA_INT, 24, (int) inode);
            question.set(JAVA_INT, 28, UDIAG_SHOW_PEER);
            question.set(JAVA_INT, 32, -1); // No cookie.
            question.set(JAVA_INT, 36, -1);
            MemorySegment answer = arena.allocate(ANSWER_BYTES, 8);
            return unixPeer(answer, ask(question, answer));
        }
    }

    /// Asks the kernel. How long its answer is.
    private static long ask(MemorySegment question, MemorySegment answer) throws LinuxException {
        question.set(JAVA_INT, 0, (int) question.byteSize());
        question.set(JAVA_SHORT, 4, SOCK_DIAG_BY_FAMILY);
        question.set(JAVA_SHORT, 6, NLM_F_REQUEST);
        int type = SOCK_RAW | SOCK_CLOEXEC;
        int fd = Native.check("socket", Libc.socket(AF_NETLINK, type, NETLINK_SOCK_DIAG));
        try {
            Native.check("send", Libc.send(fd, question.address(), question.byteSize(), 0));
            return Native.check("recv", Libc.recv(fd, answer.address(), answer.byteSize(), 0));
        } finally {
            Libc.close(fd);
        }
    }

    static long unixPeer(MemorySegment answer, long length) {
        if (length < ATTRIBUTES_AT || answer.get(JAVA_SHORT, 4) != SOCK_DIAG_BY_FAMILY) {
            return length >= 6 && answer.get(JAVA_SHORT, 4) == NLMSG_ERROR ? NOT_UNIX : 0;
        }
        for (long at = ATTRIBUTES_AT; at + 8 <= length; ) {
            int size = Short.toUnsignedInt(answer.get(JAVA_SHORT, at));
            if (answer.get(JAVA_SHORT, at + 2) == UNIX_DIAG_PEER) {
                return Integer.toUnsignedLong(answer.get(JAVA_INT, at + 4));
            }
            at += Math.max(4, (size + 3) & ~3);
        }
        return 0;
    }

    static long tcpInode(MemorySegment answer, long length) {
        boolean is =
                length >= TCP_ANSWER_BYTES
                        && answer.get(JAVA_SHORT, 4) == SOCK_DIAG_BY_FAMILY
                        && answer.get(JAVA_BYTE, STATE_AT) != TCP_LISTEN;
        return is ? Integer.toUnsignedLong(answer.get(JAVA_INT, INODE_AT)) : 0;
    }

    /// One of our TCP connections, to a process of this machine.
    public static final class TcpConnection {
        private final byte family;

        /// How the kernel calls the other end.
        private final byte[] id;

        private TcpConnection(byte family, byte[] id) {
            this.family = family;
            this.id = id;
        }

        /// One that this program has.
        ///
        /// @param inode of our end
        /// @return null if there is no such connection
        public static @Nullable TcpConnection ofOurs(long inode) throws LinuxException {
            int fd = descriptor(inode);
            if (fd < 0) {
                return null;
            }
            try (var arena = Arena.ofConfined()) {
                MemorySegment length = arena.allocate(JAVA_INT);
                MemorySegment ours = arena.allocate(ADDRESS_BYTES, 8);
                MemorySegment others = arena.allocate(ADDRESS_BYTES, 8);
                length.set(JAVA_INT, 0, ADDRESS_BYTES);
                int mine = Libc.getsockname(fd, ours, length);
                length.set(JAVA_INT, 0, ADDRESS_BYTES);
                int its = Libc.getpeername(fd, others, length);
                byte family = ours.get(JAVA_BYTE, 0);
                boolean tcp = family == AF_INET || family == AF_INET6;
                // Until here another thread may have closed it, and opened another one.
                return mine == 0 && its == 0 && tcp && isSocket(Integer.toString(fd), inode)
                        ? new TcpConnection(family, id(family, ours, others))
                        : null;
            }
        }

        private static byte[] id(byte family, MemorySegment ours, MemorySegment others) {
            var id = new byte[36];
            int at = family == AF_INET ? 4 : 8;
            int bytes = family == AF_INET ? 4 : 16;
            MemorySegment.copy(others, JAVA_BYTE, 2, id, 0, 2);
            MemorySegment.copy(ours, JAVA_BYTE, 2, id, 2, 2);
            MemorySegment.copy(others, JAVA_BYTE, at, id, 4, bytes);
            MemorySegment.copy(ours, JAVA_BYTE, at, id, 20, bytes);
            return id;
        }

        private static int descriptor(long inode) {
            String[] names = new File("/proc/self/fd").list();
            for (String name : names == null ? new String[0] : names) {
                if (isSocket(name, inode)) {
                    return Integer.parseInt(name);
                }
            }
            return -1;
        }

        private static boolean isSocket(String descriptor, long inode) {
            try {
                Path target = Files.readSymbolicLink(Path.of("/proc/self/fd", descriptor));
                return target.toString().equals("socket:[" + inode + "]");
            } catch (IOException e) {
                return false; // Closed since it was listed.
            }
        }

        /// The inode of the other end; 0 while no process has accepted the connection.
        ///
        /// @throws LinuxException if the kernel has no such interface
        public long peer() throws LinuxException {
            try (var arena = Arena.ofConfined()) {
                MemorySegment question = arena.allocate(TCP_QUESTION_BYTES, 8);
                question.set(JAVA_BYTE, 16, family);
                question.set(JAVA_BYTE, 17, IPPROTO_TCP);
                question.set(JAVA_INT, 20, -1); // In any state.
                MemorySegment.copy(id, 0, question, JAVA_BYTE, ID_AT, id.length);
                question.set(JAVA_INT, ID_AT + 40, -1); // No cookie.
                question.set(JAVA_INT, ID_AT + 44, -1);
                MemorySegment answer = arena.allocate(ANSWER_BYTES, 8);
                return tcpInode(answer, ask(question, answer));
            }
        }
    }
}
