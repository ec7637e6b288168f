package dev.kidreaper.observe;

import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The system call of a stopped process (proc_pid_syscall(5)).
///
/// @param kind the kind of call
/// @param argument its first argument: a file descriptor, for most kinds
public record Call(Kind kind, long argument) {
    /// The kinds of system call that tell idle from busy.
    public enum Kind {
        ACCEPT,
        POLL,
        LOCK,
        FUTEX,
        SLEEP,
        READ,
        WRITE,
        /// Any other call, such as those of the memory allocator.
        OTHER,
        /// No call: the process runs its own code.
        NONE,
        /// A call on an architecture whose numbers are unknown.
        HIDDEN
    }

    /// The numbers of one architecture. `select` without descriptors waits only for time.
    private record Table(Map<Long, Kind> kinds, Set<Long> selects) {
        Kind kind(long number, long argument) {
            boolean sleeps = selects.contains(number) && argument == 0;
            return sleeps ? Kind.SLEEP : kinds.getOrDefault(number, Kind.OTHER);
        }
    }

    /// arch/x86/entry/syscalls/syscall_64.tbl
    private static final Table X86_64 =
            new Table(
                    Map.ofEntries(
                            Map.entry(43L, Kind.ACCEPT),
                            Map.entry(288L, Kind.ACCEPT),
                            Map.entry(7L, Kind.POLL),
                            Map.entry(271L, Kind.POLL),
                            Map.entry(23L, Kind.POLL),
                            Map.entry(270L, Kind.POLL),
                            Map.entry(232L, Kind.POLL),
                            Map.entry(281L, Kind.POLL),
                            Map.entry(441L, Kind.POLL),
                            Map.entry(72L, Kind.LOCK), // fcntl(F_SETLKW)
                            Map.entry(73L, Kind.LOCK), // flock
                            Map.entry(65L, Kind.LOCK), // semop
                            Map.entry(220L, Kind.LOCK), // semtimedop
                            Map.entry(202L, Kind.FUTEX),
                            Map.entry(35L, Kind.SLEEP),
                            Map.entry(230L, Kind.SLEEP),
                            Map.entry(0L, Kind.READ),
                            Map.entry(19L, Kind.READ),
                            Map.entry(45L, Kind.READ),
                            Map.entry(47L, Kind.READ),
                            Map.entry(1L, Kind.WRITE),
                            Map.entry(20L, Kind.WRITE),
                            Map.entry(44L, Kind.WRITE),
                            Map.entry(46L, Kind.WRITE)),
                    Set.of(23L, 270L));

    /// include/uapi/asm-generic/unistd.h, which ARM64 and RISC-V use.
    private static final Table GENERIC =
            new Table(
                    Map.ofEntries(
                            Map.entry(202L, Kind.ACCEPT),
                            Map.entry(242L, Kind.ACCEPT),
                            Map.entry(72L, Kind.POLL),
                            Map.entry(73L, Kind.POLL),
                            Map.entry(22L, Kind.POLL),
                            Map.entry(441L, Kind.POLL),
                            Map.entry(25L, Kind.LOCK),
                            Map.entry(32L, Kind.LOCK),
                            Map.entry(193L, Kind.LOCK),
                            Map.entry(192L, Kind.LOCK),
                            Map.entry(98L, Kind.FUTEX),
                            Map.entry(101L, Kind.SLEEP),
                            Map.entry(115L, Kind.SLEEP),
                            Map.entry(63L, Kind.READ),
                            Map.entry(65L, Kind.READ),
                            Map.entry(207L, Kind.READ),
                            Map.entry(212L, Kind.READ),
                            Map.entry(64L, Kind.WRITE),
                            Map.entry(66L, Kind.WRITE),
                            Map.entry(206L, Kind.WRITE),
                            Map.entry(211L, Kind.WRITE)),
                    Set.of(72L));

    /// Parses the kernel's line: `running`, or the call's number and its arguments in hexadecimal,
    /// or -1 for no call.
    ///
    /// @param architecture as the JDK names it: `amd64`, `aarch64`, `riscv64`
    public static Call parse(String text, String architecture) {
        String[] word = text.strip().split(" ", -1);
        if (word.length < 3) {
            return new Call(Kind.NONE, -1); // "running": it was not stopped after all.
        }
        Table table = table(architecture);
        if (table == null) {
            return new Call(Kind.HIDDEN, -1);
        }
        try {
            long number = Long.parseLong(word[0]);
            if (number < 0) {
                return new Call(Kind.NONE, -1);
            }
            long argument = Long.parseUnsignedLong(word[1].substring(2), 16);
            return new Call(table.kind(number, argument), argument);
        } catch (RuntimeException e) {
            return new Call(Kind.HIDDEN, -1);
        }
    }

    private static @Nullable Table table(String architecture) {
        return switch (architecture) {
            case "amd64" -> X86_64;
            case "aarch64", "riscv64" -> GENERIC;
            default -> null;
        };
    }
}
