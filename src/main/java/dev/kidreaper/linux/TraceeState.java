package dev.kidreaper.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// What of a stopped process we read and change: the registers that say which system call it makes,
/// and with what result, and the signals that it blocks. The registers of x86-64 alone are known.
final class TraceeState {
    /// Whether they are known on this machine.
    static final boolean ARE_KNOWN = System.getProperty("os.arch", "").equals("amd64");

    private static final int PTRACE_POKEUSER = 6;
    private static final int PTRACE_GETREGS = 12;
    private static final int PTRACE_GETSIGMASK = 0x420a;
    private static final int PTRACE_SETSIGMASK = 0x420b;
    private static final int PTRACE_GET_SYSCALL_INFO = 0x420e;

    /// The size of `struct ptrace_syscall_info`; its first byte says at what the process stopped.
    private static final int INFO_BYTES = 88;

    private static final byte PTRACE_SYSCALL_INFO_ENTRY = 1;

    /// AUDIT_ARCH_X86_64 (include/uapi/linux/audit.h), and where `struct ptrace_syscall_info` has
    /// the architecture.
    private static final int X86_64 = 0xc000003e;

    private static final long ARCHITECTURE_AT = 4;

    private static final long NUMBER_AT = 24; // Of the call, within the same.
    private static final long ARGUMENTS_AT = 32;

    /// `struct user_regs_struct`: its size, and where it has the result of a call, the number of
    /// the call, and the next instruction.
    private static final int BYTES = 27 * 8;

    private static final int RESULT_AT = 10 * 8;
    private static final int CALL_AT = 15 * 8;
    private static final int NEXT_AT = 16 * 8;
    private static final int CALL_BYTES = 2; // The length of the instruction `syscall`.

    private final int pid;
    private final MemorySegment all;
    private final MemorySegment info;
    private final MemorySegment blocked; // A bit for each signal.
    private long keptOff;

    TraceeState(int pid, Arena arena) {
        this.pid = pid;
        this.all = arena.allocate(BYTES, Long.BYTES);
        this.info = arena.allocate(INFO_BYTES, Long.BYTES);
        this.blocked = arena.allocate(JAVA_LONG);
    }

    /// Whether it is stopped at the entry of a system call (Linux 5.3). What is told of that call
    /// is as of the last such question.
    boolean isEnteringCall() throws LinuxException {
        Tracee.request("syscall info", PTRACE_GET_SYSCALL_INFO, pid, INFO_BYTES, info.address());
        return info.get(JAVA_BYTE, 0) == PTRACE_SYSCALL_INFO_ENTRY;
    }

    /// Whether that call is one of another architecture than ours, as of a 32-bit program.
    boolean isOtherArchitecture() {
        return ARE_KNOWN && info.get(JAVA_INT, ARCHITECTURE_AT) != X86_64;
    }

    /// The number of that call.
    long number() {
        return info.get(JAVA_LONG, NUMBER_AT);
    }

    /// An argument of that call, from 0 to 5.
    long argument(int index) {
        return info.get(JAVA_LONG, ARGUMENTS_AT + 8L * index);
    }

    /// Has it block some signals more.
    ///
    /// @param signals a bit for each: bit 0 is for signal 1
    void keepOff(long signals) throws LinuxException {
        Tracee.request("blocked signals", PTRACE_GETSIGMASK, pid, Long.BYTES, blocked.address());
        long its = blocked.get(JAVA_LONG, 0);
        keptOff = signals & ~its;
        block(its | signals);
    }

    /// Has it block again what it blocks by itself.
    void keepOffNoMore() throws LinuxException {
        if (keptOff != 0) {
            block(blocked.get(JAVA_LONG, 0) & ~keptOff);
            keptOff = 0;
        }
    }

    private void block(long signals) throws LinuxException {
        blocked.set(JAVA_LONG, 0, signals);
        Tracee.request("block signals", PTRACE_SETSIGMASK, pid, Long.BYTES, blocked.address());
    }

    /// Reads them, for {@link #call} and {@link #result}.
    void read() throws LinuxException {
        Tracee.request("registers", PTRACE_GETREGS, pid, 0, all.address());
    }

    /// The number of the call; negative: it is in none.
    long call() {
        return all.get(JAVA_LONG, CALL_AT);
    }

    /// What the call returns; an error is negative.
    long result() {
        return all.get(JAVA_LONG, RESULT_AT);
    }

    /// At the entry of a call: has the kernel make none.
    void skipCall() throws LinuxException {
        set(CALL_AT, -1);
    }

    /// At the end of a call, or amid one that a stop has ended.
    void setResult(long result) throws LinuxException {
        set(RESULT_AT, result);
    }

    /// At the end of a call: has that call made, as if it had not been made yet.
    void callAgain(long number) throws LinuxException {
        read();
        set(RESULT_AT, number);
        set(NEXT_AT, all.get(JAVA_LONG, NEXT_AT) - CALL_BYTES);
    }

    private void set(int at, long value) throws LinuxException {
        Tracee.request("set register", PTRACE_POKEUSER, pid, at, value);
    }
}
