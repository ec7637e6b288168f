package dev.kidreaper.linux;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// The registers of a stopped process that say which system call it makes, and with what result.
/// Those of x86-64 alone are known.
final class TraceeRegisters {
    /// Whether they are known on this machine.
    static final boolean ARE_KNOWN = System.getProperty("os.arch", "").equals("amd64");

    private static final int PTRACE_POKEUSER = 6;
    private static final int PTRACE_GETREGS = 12;

    /// `struct user_regs_struct`: its size, and where it has the result of a call, the number of
    /// the call, and the next instruction.
    private static final int BYTES = 27 * 8;

    private static final int RESULT_AT = 10 * 8;
    private static final int CALL_AT = 15 * 8;
    private static final int NEXT_AT = 16 * 8;
    private static final int CALL_BYTES = 2; // The length of the instruction `syscall`.

    private final int pid;
    private final MemorySegment all;

    TraceeRegisters(int pid, Arena arena) {
        this.pid = pid;
        this.all = arena.allocate(BYTES, Long.BYTES);
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
