package dev.kidreaper.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/// The C library's functions, named as there. Each returns what C returns; {@link #check} turns a
/// negative answer into a {@link LinuxException} with the thread's `errno`.
///
/// A handle is linked when its holder class is first used: linking takes some milliseconds, and
/// most runs need none or few.
final class Libc {
    private static final Linker LINKER = Linker.nativeLinker();
    private static final StructLayout STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO =
            STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));
    private static final ThreadLocal<MemorySegment> CAPTURED =
            ThreadLocal.withInitial(() -> Arena.ofAuto().allocate(STATE));

    private Libc() {}

    /// `long syscall(long number, ...)`, for the calls that the C libraries of stable distributions
    /// lack. The numbers used are above 423, where one table serves every architecture (Linux 5.1,
    /// `include/uapi/asm-generic/unistd.h`).
    static long syscall(long number, long a, long b, long c, long d) {
        try {
            return (long) Syscall.HANDLE.invokeExact(CAPTURED.get(), number, a, b, c, d);
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    /// `int poll(struct pollfd *, nfds_t, int timeout_millis)`.
    static int poll(MemorySegment pollfds, long count, int timeoutMillis) {
        try {
            return (int) Poll.HANDLE.invokeExact(CAPTURED.get(), pollfds, count, timeoutMillis);
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    /// `int open(const char *path, int flags)`.
    static int open(MemorySegment path, int flags) {
        try {
            return (int) Open.HANDLE.invokeExact(CAPTURED.get(), path, flags);
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    /// `ssize_t pread(int fd, void *buffer, size_t count, off_t offset)`.
    static long pread(int fd, MemorySegment buffer, long count, long offset) {
        try {
            return (long) Pread.HANDLE.invokeExact(CAPTURED.get(), fd, buffer, count, offset);
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    /// `int close(int fd)`.
    static int close(int fd) {
        try {
            return (int) Close.HANDLE.invokeExact(CAPTURED.get(), fd);
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    /// `int fcntl(int fd, int command, int argument)`.
    static int fcntl(int fd, int command, int argument) {
        try {
            return (int) Fcntl.HANDLE.invokeExact(CAPTURED.get(), fd, command, argument);
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    /// `int flock(int fd, int operation)`.
    static int flock(int fd, int operation) {
        try {
            return (int) Flock.HANDLE.invokeExact(CAPTURED.get(), fd, operation);
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    /// `int socketpair(int domain, int type, int protocol, int sv[2])`.
    static int socketpair(int domain, int type, int protocol, MemorySegment pair) {
        try {
            return (int)
                    Socketpair.HANDLE.invokeExact(CAPTURED.get(), domain, type, protocol, pair);
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    /// `long ptrace(enum request, pid_t pid, void *address, void *data)`. Every call for one tracee
    /// must come from the same thread.
    static long ptrace(int request, int pid, long address, long data) {
        try {
            return (long) Ptrace.HANDLE.invokeExact(CAPTURED.get(), request, pid, address, data);
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    /// `pid_t waitpid(pid_t pid, int *status, int options)`.
    static int waitpid(int pid, MemorySegment status, int options) {
        try {
            return (int) Waitpid.HANDLE.invokeExact(CAPTURED.get(), pid, status, options);
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    /// `sighandler_t signal(int number, sighandler_t handler)`.
    static long signal(int number, long handler) {
        try {
            return (long) Signal.HANDLE.invokeExact(CAPTURED.get(), number, handler);
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    /// The result, unless it says that the call failed.
    static int check(String call, long result) throws LinuxException {
        if (result < 0) {
            throw new LinuxException(call, errno());
        }
        return (int) result;
    }

    /// The error of this thread's last call.
    static int errno() {
        return (int) ERRNO.get(CAPTURED.get(), 0L);
    }

    private static MethodHandle link(String name, int fixed, FunctionDescriptor shape) {
        var address = LINKER.defaultLookup().findOrThrow(name);
        var errno = Linker.Option.captureCallState("errno");
        return fixed < 0
                ? LINKER.downcallHandle(address, shape, errno)
                : LINKER.downcallHandle(
                        address, shape, errno, Linker.Option.firstVariadicArg(fixed));
    }

    private static IllegalStateException impossible(Throwable e) {
        return new IllegalStateException("[BUG] a C function was called by a wrong shape", e);
    }

    private static final class Syscall {
        static final MethodHandle HANDLE =
                link(
                        "syscall",
                        1,
                        FunctionDescriptor.of(
                                JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG));
    }

    private static final class Poll {
        static final MethodHandle HANDLE =
                link("poll", -1, FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));
    }

    private static final class Open {
        static final MethodHandle HANDLE =
                link("open", 2, FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));
    }

    private static final class Pread {
        static final MethodHandle HANDLE =
                link(
                        "pread",
                        -1,
                        FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_LONG));
    }

    private static final class Close {
        static final MethodHandle HANDLE =
                link("close", -1, FunctionDescriptor.of(JAVA_INT, JAVA_INT));
    }

    private static final class Fcntl {
        static final MethodHandle HANDLE =
                link("fcntl", 2, FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));
    }

    private static final class Flock {
        static final MethodHandle HANDLE =
                link("flock", -1, FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
    }

    private static final class Socketpair {
        static final MethodHandle HANDLE =
                link(
                        "socketpair",
                        -1,
                        FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS));
    }

    private static final class Ptrace {
        static final MethodHandle HANDLE =
                link(
                        "ptrace",
                        1,
                        FunctionDescriptor.of(JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG));
    }

    private static final class Waitpid {
        static final MethodHandle HANDLE =
                link("waitpid", -1, FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
    }

    private static final class Signal {
        static final MethodHandle HANDLE =
                link("signal", -1, FunctionDescriptor.of(JAVA_LONG, JAVA_INT, JAVA_LONG));
    }
}
