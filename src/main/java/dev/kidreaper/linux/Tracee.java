package dev.kidreaper.linux;

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
    private static final int PTRACE_GETSIGINFO = 0x4202;
    private static final int PTRACE_SEIZE = 0x4206;
    private static final int PTRACE_INTERRUPT = 0x4207;
    private static final int PTRACE_O_TRACESYSGOOD = 1;
    private static final int PTRACE_EVENT_STOP = 128;

    private static final int WALL = 0x40000000;
    private static final int SIGTRAP = 5;
    private static final int AT_CALL = SIGTRAP | 0x80; // A stop at a call, not at a signal.

    /// `siginfo_t` of a 64-bit machine: its size, and where it has how the signal was sent, and by
    /// whom (include/uapi/asm-generic/siginfo.h).
    private static final int SIGNAL_INFO_BYTES = 128;

    private static final int SENT_BY_AT = 8;
    private static final int SENDER_AT = 16;
    private static final int SI_USER = 0; // By kill(2).

    /// The kernel's own result of a call that is to be made again unless a handler ran
    /// (include/linux/errno.h). It is never seen outside.
    private static final long ERESTARTNOHAND = 514;

    /// The same for a call that goes on where it was, as another call: `restart_syscall`.
    private static final long ERESTART_RESTARTBLOCK = 516;

    private static final long RESTART = 219;
    private static final long CLOSE = 3;

    private final Arena arena = Arena.ofConfined();
    private final MemorySegment status = arena.allocate(JAVA_INT);
    private final MemorySegment signalInfo = arena.allocate(SIGNAL_INFO_BYTES, Long.BYTES);
    private final TraceeState state;
    private final int pid;
    private boolean stopped;
    private boolean stoppedByOthers;
    private int pending;
    private long goesOn = -1;

    private Tracee(int pid) {
        this.pid = pid;
        this.state = new TraceeState(pid, arena);
    }

    /// Seizes a process, or one of its threads by its id.
    ///
    /// @throws LinuxException EPERM if we may not, or if another tracer has it; ESRCH if there is
    ///   none
    public static Tracee seize(int pid) throws LinuxException {
        if (Thread.currentThread().isVirtual()) {
            throw new IllegalStateException("[BUG] tracing needs a thread of the kernel's");
        }
        request("seize", PTRACE_SEIZE, pid, 0, PTRACE_O_TRACESYSGOOD);
        return new Tracee(pid);
    }

    /// Asks it to stop where it is. A system call in which it waits ends as if by a signal without
    /// a handler.
    public void interrupt() throws LinuxException {
        request("interrupt", PTRACE_INTERRUPT, pid, 0, 0);
    }

    /// Continues it to the next entry or exit of a system call.
    public void step() throws LinuxException {
        stopped = false;
        request("syscall", PTRACE_SYSCALL, pid, 0, pending);
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
        if (stopped) {
            state.keepOffNoMore();
        }
        if (stopped && signal != AT_CALL) {
            undoInterruption();
        }
        return stopped;
    }

    /*
     * Some system calls end with EINTR whenever their process stops, though no handler has run
     * (signal(7)): semop, epoll_wait, sigtimedwait, io_getevents, and reads with a time limit.
     * Traced, a process stops more often than it would: when we interrupt it, and at signals that
     * mean nothing to it. So such a result becomes the one with which other calls are stopped: the
     * kernel makes the call again, unless a signal with a handler comes, and then it is EINTR.
     */
    private void undoInterruption() throws LinuxException {
        if (!TraceeState.ARE_KNOWN) {
            return;
        }
        state.read();
        long call = state.call();
        long result = state.result();
        if (call >= 0 && result == -ERESTART_RESTARTBLOCK) {
            goesOn = call;
        }
        // A second close could close what another thread has opened since.
        if (call >= 0 && call != CLOSE && result == -Errno.EINTR) {
            state.setResult(-ERESTARTNOHAND);
        }
    }

    /// Whether calls can be refused, and whether no call is cut short by our looking: only where
    /// the registers of the machine are known.
    public static boolean canRefuse() {
        return TraceeState.ARE_KNOWN;
    }

    /// Whether it is stopped at the entry of a system call, before the call runs (Linux 5.3).
    public boolean isEnteringCall() throws LinuxException {
        return state.isEnteringCall();
    }

    /// The number of the call that it is entering, as of {@link #isEnteringCall}; of one that goes
    /// on after an interruption, the number with which it began. Negative when the process is of
    /// another architecture than we are, such as a 32-bit program.
    public long callNumber() {
        if (state.isOtherArchitecture()) {
            return -1;
        }
        return state.number() == RESTART && TraceeState.ARE_KNOWN ? goesOn : state.number();
    }

    /// An argument of the call that it is entering, as of {@link #isEnteringCall}.
    ///
    /// @param index from 0 to 5
    public long argument(int index) {
        return state.argument(index);
    }

    /// Has the call that it is entering fail, without being made. Afterwards it is stopped at the
    /// call's end. Only if {@link #canRefuse}.
    ///
    /// @param errno the error that the caller sees
    /// @return false if it exited instead
    public boolean refuse(int errno) throws LinuxException {
        state.skipCall();
        step();
        if (!awaitStop()) {
            return false;
        }
        state.setResult(-errno);
        return true;
    }

    /// Has it come to the call that it is entering once more, after what is to come before: a
    /// signal that is on its way. Afterwards it is stopped at the end of a call that was none. Only
    /// if {@link #canRefuse}. False if it exited instead.
    public boolean postpone() throws LinuxException {
        long number = state.number();
        if (!refuse(Errno.EINTR)) {
            return false;
        }
        state.callAgain(number);
        return true;
    }

    /// Keeps signals from it until its next stop, which is usually the end of the call that it is
    /// entering. To a traced process every signal is a stop, and ends a call before its time, even
    /// one that means nothing to it. If we are killed meanwhile, it goes on blocking them.
    ///
    /// @param signals a bit for each: bit 0 is for signal 1
    public void keepOff(long signals) throws LinuxException {
        state.keepOff(signals);
    }

    /// Whether it stopped because of that signal, which has not been delivered yet; then it is not
    /// delivered at all.
    public boolean swallow(int signal) {
        boolean at = pending == signal;
        pending = at ? 0 : pending;
        return at;
    }

    /// Whether it stopped because that process has sent it that signal, as kill(2) does.
    public boolean isSignalled(int signal, int sender) throws LinuxException {
        if (pending != signal) {
            return false;
        }
        request("signal info", PTRACE_GETSIGINFO, pid, 0, signalInfo.address());
        return signalInfo.get(JAVA_INT, SENT_BY_AT) == SI_USER
                && signalInfo.get(JAVA_INT, SENDER_AT) == sender;
    }

    /// Whether it stopped because of a STOP that we did not send.
    public boolean isStoppedByOthers() {
        return stoppedByOthers;
    }

    /// Releases it. A process that is not stopped runs on, and is released when this thread ends.
    @Override
    public void close() {
        if (stopped && comesBack()) {
            LibcProcess.ptrace(PTRACE_DETACH, pid, 0, pending);
        }
        arena.close();
    }

    /*
     * The kernel has a process that is released look for signals (ptrace_unlink). At the entry of a
     * call that would interrupt the call, by nothing: EINTR, or a part of the bytes. So it comes to
     * that call once more when it has looked.
     */
    private boolean comesBack() {
        try {
            return !TraceeState.ARE_KNOWN || !isEnteringCall() || postpone();
        } catch (LinuxException e) {
            return true; // It is gone, or it is not as we thought: it is released as it is.
        }
    }

    static void request(String name, int request, int pid, long address, long data)
            throws LinuxException {
        Native.check("ptrace(" + name + ")", LibcProcess.ptrace(request, pid, address, data));
    }
}
