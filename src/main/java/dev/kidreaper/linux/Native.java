package dev.kidreaper.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;

/// What a call of the C library leaves behind, and what differs from one machine to another.
final class Native {
    private static final StructLayout STATE = Linker.Option.captureStateLayout();
    private static final long ERRNO_AT =
            STATE.byteOffset(MemoryLayout.PathElement.groupElement("errno"));
    private static final ThreadLocal<MemorySegment> CAPTURED =
            ThreadLocal.withInitial(() -> Arena.ofAuto().allocate(STATE));

    /// The memory of a few threads, by the end of their id: the map of a thread costs more than all
    /// else of a call, as the first compiler makes it.
    private static final int FEW = 16;

    private static final Captured[] FOUND = new Captured[FEW];

    private record Captured(Thread thread, MemorySegment memory) {}

    private static final ThreadLocal<MemorySegment> ANSWER =
            ThreadLocal.withInitial(() -> Arena.ofAuto().allocate(ValueLayout.JAVA_LONG));

    /// What the kernel has otherwise on each architecture: numbers of system calls, an open flag,
    /// the layout of `struct epoll_event`. All other numbers and layouts here are the same on both.
    ///
    /// @param auditName AUDIT_ARCH_*: what a seccomp filter calls it
    /// @param noFollow O_NOFOLLOW
    /// @param packsEpollEvents whether `struct epoll_event` has no padding
    record Machine(
            long seccomp,
            int accept,
            int accept4,
            long madvise,
            long perfEventOpen,
            int auditName,
            int noFollow,
            boolean packsEpollEvents) {
        /// arch/x86/entry/syscalls/syscall_64.tbl
        private static final Machine X86_64 =
                new Machine(317, 43, 288, 28, 298, 0xC000003E, 0x20000, true);

        /// include/uapi/asm-generic/unistd.h, arch/arm64/include/uapi/asm/fcntl.h
        private static final Machine ARM64 =
                new Machine(277, 202, 242, 233, 241, 0xC00000B7, 0x8000, false);

        /// This one.
        static final Machine THIS = of(System.getProperty("os.arch", ""));

        /// @param name as the JDK has it
        static Machine of(String name) {
            return name.equals("aarch64") ? ARM64 : X86_64;
        }
    }

    private Native() {}

    /// The memory in which a call leaves this thread's `errno`.
    static MemorySegment captured() {
        Thread here = Thread.currentThread();
        int place = (int) here.threadId() & (FEW - 1);
        Captured found = FOUND[place]; // Seen too late, it is found anew.
        if (found == null || found.thread != here) {
            found = new Captured(here, CAPTURED.get());
            FOUND[place] = found;
        }
        return found.memory;
    }

    /// Eight bytes of this thread for the answer of a call, to be read at once.
    static MemorySegment answer() {
        return ANSWER.get();
    }

    /// The result of a call, unless it says that the call failed.
    static int check(String call, long result) throws LinuxException {
        if (result < 0) {
            throw new LinuxException(call, errno());
        }
        return (int) result;
    }

    /// The error of this thread's last call.
    static int errno() {
        return captured().get(ValueLayout.JAVA_INT, ERRNO_AT);
    }
}
