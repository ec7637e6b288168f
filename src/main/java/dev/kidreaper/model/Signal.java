package dev.kidreaper.model;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// The signals this program knows, with their numbers on Linux (signal(7); the same on x86, ARM,
/// RISC-V, POWER and s390).
public enum Signal {
    HUP(1),
    INT(2),
    QUIT(3),
    KILL(9),
    USR1(10),
    USR2(12),
    TERM(15),
    CONT(18),
    STOP(19),
    TTIN(21),
    TTOU(22),
    URG(23),
    PROF(27),
    WINCH(28),
    /// By which glibc has all threads change their user (nptl(7)).
    SETXID(33);

    private final int number;

    Signal(int number) {
        this.number = number;
    }

    /// The number that the kernel knows it by.
    public int number() {
        return number;
    }

    /// Whether an operator may name it as the signal that asks a worker to leave.
    public boolean canAskToLeave() {
        return switch (this) {
            case HUP, INT, QUIT, USR1, USR2, TERM -> true;
            case KILL, CONT, STOP, TTIN, TTOU, URG, PROF, WINCH, SETXID -> false;
        };
    }

    /// Whether it is in a set such as proc_pid_status(5) shows: bit 0 is for signal 1.
    public boolean isIn(long set) {
        return (set >>> (number() - 1) & 1) != 0;
    }

    /// The signal of that name, with or without `SIG`, in any case; empty when there is none.
    public static Optional<Signal> named(String name) {
        var upper = name.toUpperCase(Locale.ROOT);
        var bare = upper.startsWith("SIG") ? upper.substring(3) : upper;
        return Arrays.stream(values()).filter(s -> s.name().equals(bare)).findFirst();
    }
}
