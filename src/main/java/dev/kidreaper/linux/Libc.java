package dev.kidreaper.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/// The C library's functions on files and sockets, named as there. Each returns what C returns;
/// {@link Native#check} turns a negative answer into a {@link LinuxException}.
final class Libc {
    private Libc() {}

    /// `int open(const char *path, int flags)`.
    static int open(MemorySegment path, int flags) {
        try {
            return (int) Open.HANDLE.invokeExact(Native.captured(), path, flags);
        } catch (Throwable e) {
            throw Native.impossible(e);
        }
    }

    /// `ssize_t pread(int fd, void *buffer, size_t count, off_t offset)`.
    static long pread(int fd, long buffer, long count, long offset) {
        try {
            return (long) Pread.HANDLE.invokeExact(Native.captured(), fd, buffer, count, offset);
        } catch (Throwable e) {
            throw Native.impossible(e);
        }
    }

    /// `int close(int fd)`.
    static int close(int fd) {
        try {
            return (int) Close.HANDLE.invokeExact(Native.captured(), fd);
        } catch (Throwable e) {
            throw Native.impossible(e);
        }
    }

    /// `int unlink(const char *path)`.
    static int unlink(MemorySegment path) {
        try {
            return (int) Unlink.HANDLE.invokeExact(Native.captured(), path);
        } catch (Throwable e) {
            throw Native.impossible(e);
        }
    }

    /// `int fcntl(int fd, int command, int argument)`.
    static int fcntl(int fd, int command, int argument) {
        try {
            return (int) Fcntl.HANDLE.invokeExact(Native.captured(), fd, command, argument);
        } catch (Throwable e) {
            throw Native.impossible(e);
        }
    }

    /// `int fcntl(int fd, int command, struct flock *argument)`.
    static int fcntl(int fd, int command, MemorySegment argument) {
        try {
            return (int) FcntlLock.HANDLE.invokeExact(Native.captured(), fd, command, argument);
        } catch (Throwable e) {
            throw Native.impossible(e);
        }
    }

    /// `int flock(int fd, int operation)`.
    static int flock(int fd, int operation) {
        try {
            return (int) Flock.HANDLE.invokeExact(Native.captured(), fd, operation);
        } catch (Throwable e) {
            throw Native.impossible(e);
        }
    }

    /// `int poll(struct pollfd *, nfds_t, int timeout_millis)`.
    static int poll(long pollfds, long count, int timeoutMillis) {
        try {
            return (int) Poll.HANDLE.invokeExact(Native.captured(), pollfds, count, timeoutMillis);
        } catch (Throwable e) {
            throw Native.impossible(e);
        }
    }

    /// `int socketpair(int domain, int type, int protocol, int sv[2])`.
    static int socketpair(int domain, int type, int protocol, MemorySegment pair) {
        try {
            return (int)
                    Socketpair.HANDLE.invokeExact(Native.captured(), domain, type, protocol, pair);
        } catch (Throwable e) {
            throw Native.impossible(e);
        }
    }

    /// `int socket(int domain, int type, int protocol)`.
    static int socket(int domain, int type, int protocol) {
        try {
            return (int) Socket.HANDLE.invokeExact(Native.captured(), domain, type, protocol);
        } catch (Throwable e) {
            throw Native.impossible(e);
        }
    }

    /// `ssize_t sendto(int fd, const void *data, size_t length, int flags, const struct sockaddr
    /// *address, socklen_t length)`, without flags.
    static long sendto(
            int fd, MemorySegment data, long length, MemorySegment address, int addressLength) {
        try {
            return (long)
                    Sendto.HANDLE.invokeExact(
                            Native.captured(), fd, data, length, 0, address, addressLength);
        } catch (Throwable e) {
            throw Native.impossible(e);
        }
    }

    /// `int getsockopt(int fd, int level, int name, void *value, socklen_t *length)`.
    static int getsockopt(int fd, int level, int name, MemorySegment value, MemorySegment length) {
        try {
            return (int)
                    Getsockopt.HANDLE.invokeExact(
                            Native.captured(), fd, level, name, value, length);
        } catch (Throwable e) {
            throw Native.impossible(e);
        }
    }

    /// `int getsockname(int fd, struct sockaddr *address, socklen_t *length)`.
    static int getsockname(int fd, MemorySegment address, MemorySegment length) {
        try {
            return (int) Getsockname.HANDLE.invokeExact(Native.captured(), fd, address, length);
        } catch (Throwable e) {
            throw Native.impossible(e);
        }
    }

    private static final class Getsockopt {
        static final MethodHandle HANDLE =
                Native.link(
                        "getsockopt",
                        -1,
                        FunctionDescriptor.of(
                                JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, ADDRESS));
    }

    private static final class Getsockname {
        static final MethodHandle HANDLE =
                Native.link(
                        "getsockname",
                        -1,
                        FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, ADDRESS));
    }

    private static final class Open {
        static final MethodHandle HANDLE =
                Native.link("open", 2, FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));
    }

    private static final class Pread {
        static final MethodHandle HANDLE =
                Native.link(
                        "pread",
                        -1,
                        FunctionDescriptor.of(
                                JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG));
    }

    private static final class Unlink {
        static final MethodHandle HANDLE =
                Native.link("unlink", -1, FunctionDescriptor.of(JAVA_INT, ADDRESS));
    }

    private static final class Close {
        static final MethodHandle HANDLE =
                Native.link("close", -1, FunctionDescriptor.of(JAVA_INT, JAVA_INT));
    }

    private static final class Fcntl {
        static final MethodHandle HANDLE =
                Native.link(
                        "fcntl", 2, FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));
    }

    private static final class FcntlLock {
        static final MethodHandle HANDLE =
                Native.link(
                        "fcntl", 2, FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS));
    }

    private static final class Flock {
        static final MethodHandle HANDLE =
                Native.link("flock", -1, FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
    }

    private static final class Poll {
        static final MethodHandle HANDLE =
                Native.link(
                        "poll",
                        -1,
                        FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT));
    }

    private static final class Socketpair {
        static final MethodHandle HANDLE =
                Native.link(
                        "socketpair",
                        -1,
                        FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS));
    }

    private static final class Socket {
        static final MethodHandle HANDLE =
                Native.link(
                        "socket",
                        -1,
                        FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));
    }

    private static final class Sendto {
        static final MethodHandle HANDLE =
                Native.link(
                        "sendto",
                        -1,
                        FunctionDescriptor.of(
                                JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT, ADDRESS,
                                JAVA_INT));
    }
}
