package dev.kidreaper.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// The C library's functions on processes, named as there: see {@link Libc}.
final class LibcProcess {
    private static final CFunction PRCTL = CFunction.named("prctl");
    private static final CFunction CAPGET = CFunction.named("capget");
    private static final CFunction CAPSET = CFunction.named("capset");
    private static final CFunction SYSCALL = CFunction.named("syscall");
    private static final CFunction PTRACE = CFunction.named("ptrace");
    private static final CFunction WAITPID = CFunction.named("waitpid");
    private static final CFunction SIGNAL = CFunction.named("signal");
    private static final CFunction GET_SCHEDULER = CFunction.named("sched_getscheduler");
    private static final CFunction SET_SCHEDULER = CFunction.named("sched_setscheduler");
    private static final CFunction GET_RLIMIT = CFunction.named("getrlimit");
    private static final CFunction MLOCKALL = CFunction.named("mlockall");

    private static final int SECCOMP_SET_MODE_FILTER = 1;

    private LibcProcess() {}

    /// `long syscall(long number, ...)`, for the calls that the C libraries of stable distributions
    /// lack. The numbers above 423 are the same on every architecture (Linux 5.1,
    /// `include/uapi/asm-generic/unistd.h`); others are told by {@link SeccompListener}.
    static long syscall(long number, long a, long b, long c, long d) {
        return SYSCALL.call(number, a, b, c, d);
    }

    /// The same with one argument more.
    static long syscall(long number, long a, long b, long c, long d, long e) {
        return SYSCALL.call(number, a, b, c, d, e);
    }

    /// `long ptrace(enum request, pid_t pid, void *address, void *data)`. Every call for one tracee
    /// must come from the same thread.
    static long ptrace(int request, int pid, long address, long data) {
        return PTRACE.call(request, pid, address, data);
    }

    /// `pid_t waitpid(pid_t pid, int *status, int options)`.
    static int waitpid(int pid, MemorySegment status, int options) {
        return (int) WAITPID.call(pid, status.address(), options);
    }

    /// `sighandler_t signal(int number, sighandler_t handler)`.
    static long signal(int number, long handler) {
        return SIGNAL.call(number, handler);
    }

    /// `int getrlimit(int resource, struct rlimit *limits)`.
    static int getrlimit(int resource, MemorySegment limits) {
        return (int) GET_RLIMIT.call(resource, limits.address());
    }

    /// `int mlockall(int flags)`.
    static int mlockall(int flags) {
        return (int) MLOCKALL.call(flags);
    }

    /// `int sched_getscheduler(pid_t thread)`; 0: the calling one.
    static int schedGetScheduler(int thread) {
        return (int) GET_SCHEDULER.call(thread);
    }

    /// `int sched_setscheduler(pid_t thread, int policy, const struct sched_param *)`.
    static int schedSetScheduler(int thread, int policy, MemorySegment priority) {
        return (int) SET_SCHEDULER.call(thread, policy, priority.address());
    }

    /// `int prctl(int option, unsigned long argument, 0, 0, 0)`.
    static int prctl(int option, long argument) {
        return (int) PRCTL.call(option, argument);
    }

    /// `int capget(cap_user_header_t, cap_user_data_t)`.
    static int capget(MemorySegment header, MemorySegment sets) {
        return (int) CAPGET.call(header.address(), sets.address());
    }

    /// `int capset(cap_user_header_t, const cap_user_data_t)`.
    static int capset(MemorySegment header, MemorySegment sets) {
        return (int) CAPSET.call(header.address(), sets.address());
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
}
