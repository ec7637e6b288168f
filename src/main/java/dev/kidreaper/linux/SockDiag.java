package dev.kidreaper.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// The kernel's answer to which socket is at the other end of a Unix connection (sock_diag(7)).
public final class SockDiag {
    private static final int AF_NETLINK = 16;
    private static final int SOCK_RAW = 3;
    private static final int SOCK_CLOEXEC = 0x80000;
    private static final int NETLINK_SOCK_DIAG = 4;
    private static final short SOCK_DIAG_BY_FAMILY = 20;
    private static final short NLM_F_REQUEST = 1;
    private static final byte AF_UNIX = 1;
    private static final int UDIAG_SHOW_PEER = 4;
    private static final short UNIX_DIAG_PEER = 2;

    /// `struct nlmsghdr` (16 bytes) and `struct unix_diag_req` (24 bytes).
    private static final int QUESTION_BYTES = 40;

    /// `struct nlmsghdr` and `struct unix_diag_msg` (16 bytes each); attributes follow.
    private static final int ATTRIBUTES_AT = 32;

    private static final int ANSWER_BYTES = 4096;

    private SockDiag() {}

    /// The inode of the socket at the other end; 0 while no process has accepted the connection.
    ///
    /// @throws LinuxException if the kernel has no such interface
    public static long peer(long inode) throws LinuxException {
        int type = SOCK_RAW | SOCK_CLOEXEC;
        int fd = Native.check("socket", Libc.socket(AF_NETLINK, type, NETLINK_SOCK_DIAG));
        try (var arena = Arena.ofConfined()) {
            MemorySegment question = question(arena, inode);
            Native.check("send", LibcIo.send(fd, question.address(), QUESTION_BYTES, 0));
            MemorySegment answer = arena.allocate(ANSWER_BYTES, 8);
            long length = LibcIo.recv(fd, answer.address(), ANSWER_BYTES, 0);
            Native.check("recv", length);
            return peer(answer, length);
        } finally {
            Libc.close(fd);
        }
    }

    private static MemorySegment question(Arena arena, long inode) {
        MemorySegment question = arena.allocate(QUESTION_BYTES, 8);
        question.set(JAVA_INT, 0, QUESTION_BYTES);
        question.set(JAVA_SHORT, 4, SOCK_DIAG_BY_FAMILY);
        question.set(JAVA_SHORT, 6, NLM_F_REQUEST);
        question.set(JAVA_BYTE, 16, AF_UNIX);
        question.set(JAVA_INT, 20, -1); // In any state.
        question.set(JAVA_INT, 24, (int) inode);
        question.set(JAVA_INT, 28, UDIAG_SHOW_PEER);
        question.set(JAVA_INT, 32, -1); // No cookie.
        question.set(JAVA_INT, 36, -1);
        return question;
    }

    private static long peer(MemorySegment answer, long length) {
        if (answer.get(JAVA_SHORT, 4) != SOCK_DIAG_BY_FAMILY) {
            return 0;
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
}
