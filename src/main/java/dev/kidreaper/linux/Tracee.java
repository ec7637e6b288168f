package dev.kidreaper.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// A process, or one of its threads, that we step from one system call to the next (ptrace(2)).
/// Only the platform thread that seized it may use it.
/*
 * PTRACE_SEIZE changes nothing about the process until it is asked to stop. If this thread or this
 * program ends, however it ends, the kernel continues the process.
 */
public final class Tracee implements AutoCloseable {
    private static final int PTRACE_DETACH = 17;
    private static final int PTRACE_SYSCALL = 24;
    private static final int PTRACE_SEIZE = 0x4206;
    private static final int PTRACE_INTERRUPT = 0x4207;
    private static final int PTRACE_GET_SYSCALL_INFO = 0x420e;
    private static final int PTRACE_O_TRACESYSGOOD = 1;

    /// The size of `struct ptrace_syscall_info`; its first byte says at what the process stopped.
    private static final int INFO_BYTES = 88;

    private static final byte PTRACE_SYSCALL_INFO_ENTRY = 1;
    private static final int PTRACE_EVENT_STOP = 128;
    private static final int WALL = 0x40000000;
    private static final int SIGTRAP = 5;

    /// The signal of a stop at a system call, which tells it from a stop at a signal.
    private static final int AT_CALL = SIGTRAP | 0x80;

    private final Arena arena = Arena.ofConfined();
    private final MemorySegment status = arena.allocate(JAVA_INT);
    private final int pid;
    private boolean stopped;
    private boolean stoppedByOthers;
    private int pending;

    private Tracee(int pid) {
        this.pid = pid;
    }

    /// Seizes a process, or one of its threads by its id.
    ///
    /// @throws LinuxException EPERM if we may not, or if another tracer has it; ESRCH if there is
    ///   none
    public static Tracee seize(int pid) throws LinuxException {
        if (Thread.currentThread().isVirtual()) {
            throw new IllegalStateException("[BUG] tracing needs a thread of the kernel's");
        }
        request("seize", PTRACE_SEIZE, pid, PTRACE_O_TRACESYSGOOD);
        return new Tracee(pid);
    }

    /// Asks it to stop where it is. A system call in which it waits ends as if by a signal without
    /// a handler.
    public void interrupt() throws LinuxException {
        request("interrupt", PTRACE_INTERRUPT, pid, 0);
    }

    /// Continues it to the next entry or exit of a system call.
    public void step() throws LinuxException {
        stopped = false;
        request("syscall", PTRACE_SYSCALL, pid, pending);
    }

    /// Waits until it stops: at a system call, at a signal, or because it was asked to. False if it
    /// exited instead.
    public boolean awaitStop() throws LinuxException {
        while (LibcProcess.waitpid(pid, status, WALL) < 0) {
            if (Native.errno() != Errno.EINTR) {
                throw new LinuxException("waitpid", Native.errno());
            }
        }
        int word = status.get(JAVA_INT, 0);
        stopped = (word & 0xff) == 0x7f;
        int signal = (word >> 8) & 0xff;
        boolean asked = word >> 16 == PTRACE_EVENT_STOP;
        stoppedByOthers = asked && signal != SIGTRAP;
        pending = asked || signal == AT_CALL ? 0 : signal;
        return stopped;
    }

    /// Whether it is stopped at the entry of a system call, before the call runs (Linux 5.3).
    public boolean isEnteringCall() throws LinuxException {
        MemorySegment info = arena.allocate(INFO_BYTES);
        Native.check(
                "ptrace(syscall info)",
                LibcProcess.ptrace(PTRACE_GET_SYSCALL_INFO, pid, INFO_BYTES, info.address()));
        return info.get(JAVA_BYTE, 0) == PTRACE_SYSCALL_INFO_ENTRY;
    }

    /// Whether it stopped because of a STOP that we did not send.
    public boolean isStoppedByOthers() {
        return stoppedByOthers;
    }

    /// Releases it. A process that is not stopped runs on, and is released when this thread ends.
    @Override
    public void close() {
        if (stopped) {
            LibcProcess.ptrace(PTRACE_DETACH, pid, 0, pending);
        }
        arena.close();
    }

    private static void request(String name, int request, int pid, long data)
            throws LinuxException {
        Native.check("ptrace(" + name + ")", LibcProcess.ptrace(request, pid, 0, data));
    }
}
