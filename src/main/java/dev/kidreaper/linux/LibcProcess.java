package dev.kidreaper.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/// The C library's functions on processes, named as there: see {@link Libc}.
final class LibcProcess {
    private static final int SECCOMP_SET_MODE_FILTER = 1;

    private LibcProcess() {}

    /// `long syscall(long number, ...)`, for the calls that the C libraries of stable distributions
    /// lack. The numbers above 423 are the same on every architecture (Linux 5.1,
    /// `include/uapi/asm-generic/unistd.h`); others are told by {@link SeccompListener}.
    static long syscall(long number, long a, long b, long c, long d) {
        try {
            return (long) Syscall.HANDLE.invokeExact(Native.captured(), number, a, b, c, d);
        } catch (Throwable e) {
            throw Native.impossible(e);
        }
    }

    /// `long ptrace(enum request, pid_t pid, void *address, void *data)`. Every call for one tracee
    /// must come from the same thread.
    static long ptrace(int request, int pid, long address, long data) {
        try {
            return (long) Ptrace.HANDLE.invokeExact(Native.captured(), request, pid, address, data);
        } catch (Throwable e) {
            throw Native.impossible(e);
        }
    }

    /// `pid_t waitpid(pid_t pid, int *status, int options)`.
    static int waitpid(int pid, MemorySegment status, int options) {
        try {
            return (int) Waitpid.HANDLE.invokeExact(Native.captured(), pid, status, options);
        } catch (Throwable e) {
            throw Native.impossible(e);
        }
    }

    /// `sighandler_t signal(int number, sighandler_t handler)`.
    static long signal(int number, long handler) {
        try {
            return (long) Signal.HANDLE.invokeExact(Native.captured(), number, handler);
        } catch (Throwable e) {
            throw Native.impossible(e);
        }
    }

    /// `int getrlimit(int resource, struct rlimit *limits)`.
    static int getrlimit(int resource, MemorySegment limits) {
        try {
            return (int) GetRlimit.HANDLE.invokeExact(Native.captured(), resource, limits);
        } catch (Throwable e) {
            throw Native.impossible(e);
        }
    }

    /// `int mlockall(int flags)`.
    static int mlockall(int flags) {
        try {
            return (int) Mlockall.HANDLE.invokeExact(Native.captured(), flags);
        } catch (Throwable e) {
            throw Native.impossible(e);
        }
    }

    /// `int sched_getscheduler(pid_t thread)`; 0: the calling one.
    static int schedGetScheduler(int thread) {
        try {
            return (int) GetScheduler.HANDLE.invokeExact(Native.captured(), thread);
        } catch (Throwable e) {
            throw Native.impossible(e);
        }
    }

    /// `int sched_setscheduler(pid_t thread, int policy, const struct sched_param *)`.
    static int schedSetScheduler(int thread, int policy, MemorySegment priority) {
        try {
            return (int)
                    SetScheduler.HANDLE.invokeExact(Native.captured(), thread, policy, priority);
        } catch (Throwable e) {
            throw Native.impossible(e);
        }
    }

    /// `int prctl(int option, unsigned long argument, 0, 0, 0)`.
    static int prctl(int option, long argument) {
        try {
            return (int) Prctl.HANDLE.invokeExact(Native.captured(), option, argument, 0L, 0L, 0L);
        } catch (Throwable e) {
            throw Native.impossible(e);
        }
    }

    /// `int capget(cap_user_header_t, cap_user_data_t)`.
    static int capget(MemorySegment header, MemorySegment sets) {
        try {
            return (int) Capget.HANDLE.invokeExact(Native.captured(), header, sets);
        } catch (Throwable e) {
            throw Native.impossible(e);
        }
    }

    /// `int capset(cap_user_header_t, const cap_user_data_t)`.
    static int capset(MemorySegment header, MemorySegment sets) {
        try {
            return (int) Capset.HANDLE.invokeExact(Native.captured(), header, sets);
        } catch (Throwable e) {
            throw Native.impossible(e);
        }
    }

    /// `seccomp(SECCOMP_SET_MODE_FILTER, unsigned int flags, struct sock_fprog *)`.
    ///
    /// @param program of instructions: opcode, jump if true, jump if false, operand
    static long seccompFilter(long flags, int[][] program) {
        try (var arena = Arena.ofConfined()) {
            // struct sock_filter { __u16 code; __u8 jt; __u8 jf; __u32 k; }
            MemorySegment code = arena.allocate(8L * program.length, 8);
            for (int i = 0; i < program.length; i++) {
                code.set(JAVA_SHORT, 8L * i, (short) program[i][0]);
                code.set(JAVA_BYTE, 8L * i + 2, (byte) program[i][1]);
                code.set(JAVA_BYTE, 8L * i + 3, (byte) program[i][2]);
                code.set(JAVA_INT, 8L * i + 4, program[i][3]);
            }
            // struct sock_fprog { unsigned short len; struct sock_filter *filter; }
            MemorySegment all = arena.allocate(16, 8);
            all.set(JAVA_SHORT, 0, (short) program.length);
            all.set(JAVA_LONG, 8, code.address());
            long number = Native.Machine.THIS.seccomp();
            return syscall(number, SECCOMP_SET_MODE_FILTER, flags, all.address(), 0);
        }
    }

    private static final class Prctl {
        static final MethodHandle HANDLE =
                Native.link(
                        "prctl",
                        1,
                        FunctionDescriptor.of(
                                JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG));
    }

    private static final class Capget {
        static final MethodHandle HANDLE =
                Native.link("capget", -1, FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS));
    }

    private static final class Capset {
        static final MethodHandle HANDLE =
                Native.link("capset", -1, FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS));
    }

    private static final class Syscall {
        static final MethodHandle HANDLE =
                Native.link(
                        "syscall",
                        1,
                        FunctionDescriptor.of(
                                JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG));
    }

    private static final class Ptrace {
        static final MethodHandle HANDLE =
                Native.link(
                        "ptrace",
                        1,
                        FunctionDescriptor.of(JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG));
    }

    private static final class Waitpid {
        static final MethodHandle HANDLE =
                Native.link(
                        "waitpid",
                        -1,
                        FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
    }

    private static final class Signal {
        static final MethodHandle HANDLE =
                Native.link("signal", -1, FunctionDescriptor.of(JAVA_LONG, JAVA_INT, JAVA_LONG));
    }

    private static final class GetScheduler {
        static final MethodHandle HANDLE =
                Native.link("sched_getscheduler", -1, FunctionDescriptor.of(JAVA_INT, JAVA_INT));
    }

    private static final class SetScheduler {
        static final MethodHandle HANDLE =
                Native.link(
                        "sched_setscheduler",
                        -1,
                        FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS));
    }

    private static final class GetRlimit {
        static final MethodHandle HANDLE =
                Native.link("getrlimit", -1, FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS));
    }

    private static final class Mlockall {
        static final MethodHandle HANDLE =
                Native.link("mlockall", -1, FunctionDescriptor.of(JAVA_INT, JAVA_INT));
    }
}
