package dev.kidreaper.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/// The C library's functions that set up and end connections, named as there: see {@link Libc}.
final class LibcSocket {
    private LibcSocket() {}

    /// `int bind(int fd, const struct sockaddr *address, socklen_t length)`.
    static int bind(int fd, MemorySegment address, int length) {
        try {
            return (int) Bind.HANDLE.invokeExact(Native.captured(), fd, address, length);
        } catch (Throwable e) {
            throw Native.impossible(e);
        }
    }

    /// `int connect(int fd, const struct sockaddr *address, socklen_t length)`.
    static int connect(int fd, MemorySegment address, int length) {
        try {
            return (int) Connect.HANDLE.invokeExact(Native.captured(), fd, address, length);
        } catch (Throwable e) {
            throw Native.impossible(e);
        }
    }

    /// `int listen(int fd, int backlog)`.
    static int listen(int fd, int backlog) {
        try {
            return (int) Listen.HANDLE.invokeExact(Native.captured(), fd, backlog);
        } catch (Throwable e) {
            throw Native.impossible(e);
        }
    }

    /// `int shutdown(int fd, int how)`.
    static int shutdown(int fd, int how) {
        try {
            return (int) Shutdown.HANDLE.invokeExact(Native.captured(), fd, how);
        } catch (Throwable e) {
            throw Native.impossible(e);
        }
    }

    /// `int setsockopt(int fd, int level, int name, const void *value, socklen_t length)`.
    static int setsockopt(int fd, int level, int name, MemorySegment value, int length) {
        try {
            return (int)
                    Setsockopt.HANDLE.invokeExact(
                            Native.captured(), fd, level, name, value, length);
        } catch (Throwable e) {
            throw Native.impossible(e);
        }
    }

    /// `int getpeername(int fd, struct sockaddr *address, socklen_t *length)`.
    static int getpeername(int fd, MemorySegment address, MemorySegment length) {
        try {
            return (int) Getpeername.HANDLE.invokeExact(Native.captured(), fd, address, length);
        } catch (Throwable e) {
            throw Native.impossible(e);
        }
    }

    /// `int fchmod(int fd, mode_t mode)`: the mode of the file that a Unix socket gets when it is
    /// bound, less the umask.
    static int fchmod(int fd, int mode) {
        try {
            return (int) Fchmod.HANDLE.invokeExact(Native.captured(), fd, mode);
        } catch (Throwable e) {
            throw Native.impossible(e);
        }
    }

    /// `int pipe2(int fds[2], int flags)`.
    static int pipe2(MemorySegment pair, int flags) {
        try {
            return (int) Pipe2.HANDLE.invokeExact(Native.captured(), pair, flags);
        } catch (Throwable e) {
            throw Native.impossible(e);
        }
    }

    private static final FunctionDescriptor WITH_ADDRESS =
            FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
    private static final FunctionDescriptor WITH_INT =
            FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT);

    private static final class Bind {
        static final MethodHandle HANDLE = Native.link("bind", -1, WITH_ADDRESS);
    }

    private static final class Connect {
        static final MethodHandle HANDLE = Native.link("connect", -1, WITH_ADDRESS);
    }

    private static final class Listen {
        static final MethodHandle HANDLE = Native.link("listen", -1, WITH_INT);
    }

    private static final class Shutdown {
        static final MethodHandle HANDLE = Native.link("shutdown", -1, WITH_INT);
    }

    private static final class Setsockopt {
        static final MethodHandle HANDLE =
                Native.link(
                        "setsockopt",
                        -1,
                        FunctionDescriptor.of(
                                JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
    }

    private static final class Getpeername {
        static final MethodHandle HANDLE =
                Native.link(
                        "getpeername",
                        -1,
                        FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, ADDRESS));
    }

    private static final class Fchmod {
        static final MethodHandle HANDLE = Native.link("fchmod", -1, WITH_INT);
    }

    private static final class Pipe2 {
        static final MethodHandle HANDLE =
                Native.link("pipe2", -1, FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));
    }
}
