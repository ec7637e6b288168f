package dev.kidreaper.observe;

import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A system call that a thread is in (proc_pid_syscall(5)).
///
/// @param kind the kind of call
/// @param first its first argument: a file descriptor, for most kinds
/// @param second its second argument
/// @param breaks whether it ends with EINTR when its process is stopped and continued, although no
///   signal was handled (signal(7))
/// @param transfers whether it does its work in parts, such as moving bytes, and ends with what is
///   done so far when its process is stopped: less than it was asked for
public record Call(Kind kind, long first, long second, boolean breaks, boolean transfers) {
    /// include/linux/socket.h
    private static final long MSG_WAITALL = 0x100;

    private static final String ARCHITECTURE = System.getProperty("os.arch", "");

    /// The kinds of system call that tell idle from busy.
    public enum Kind {
        ACCEPT,
        /// `poll` and `ppoll`, on an array of descriptors.
        POLL,
        /// `select` and `pselect6`, on a set of descriptors.
        SELECT,
        EPOLL,
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
    private record Table(
            Map<Long, Kind> kinds,
            Set<Long> breaking,
            Set<Long> transferring,
            long recvfrom,
            long recvmsg) {
        Call call(long number, long first, long second, long third, long fourth) {
            Kind kind = kinds.getOrDefault(number, Kind.OTHER);
            long flags = number == recvfrom ? fourth : number == recvmsg ? third : 0;
            return new Call(
                    kind == Kind.SELECT && first == 0 ? Kind.SLEEP : kind,
                    first,
                    second,
                    breaking.contains(number),
                    transferring.contains(number) || (flags & MSG_WAITALL) != 0);
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
                            Map.entry(23L, Kind.SELECT),
                            Map.entry(270L, Kind.SELECT),
                            Map.entry(232L, Kind.EPOLL),
                            Map.entry(281L, Kind.EPOLL),
                            Map.entry(441L, Kind.EPOLL),
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
                    // semop, semtimedop, msgsnd, msgrcv, rt_sigtimedwait, io_getevents, epoll_wait,
                    // epoll_pwait, recvmmsg, io_pgetevents, io_uring_enter, epoll_pwait2
                    Set.of(65L, 220L, 69L, 70L, 128L, 208L, 232L, 281L, 299L, 333L, 426L, 441L),
                    // write, writev, sendto, sendmsg, sendmmsg, sendfile, splice, tee, vmsplice;
                    // connect, if its socket has a time limit
                    Set.of(1L, 20L, 44L, 46L, 307L, 40L, 275L, 276L, 278L, 42L),
                    45,
                    47);

    /// include/uapi/asm-generic/unistd.h, which ARM64 and RISC-V use.
    private static final Table GENERIC =
            new Table(
                    Map.ofEntries(
                            Map.entry(202L, Kind.ACCEPT),
                            Map.entry(242L, Kind.ACCEPT),
                            Map.entry(72L, Kind.SELECT),
                            Map.entry(73L, Kind.POLL),
                            Map.entry(22L, Kind.EPOLL),
                            Map.entry(441L, Kind.EPOLL),
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
                    // As above.
                    Set.of(193L, 192L, 189L, 188L, 137L, 4L, 22L, 243L, 292L, 426L, 441L),
                    Set.of(64L, 66L, 206L, 211L, 269L, 71L, 76L, 77L, 75L, 203L),
                    207,
                    212);

    /// Whether it waits for any of several descriptors.
    public boolean isPoll() {
        return kind == Kind.POLL || kind == Kind.SELECT || kind == Kind.EPOLL;
    }

    /// A call on this machine, by its number and its first four arguments.
    public static Call of(long number, long first, long second, long third, long fourth) {
        Table table = table(ARCHITECTURE);
        return table == null || number < 0
                ? hidden()
                : table.call(number, first, second, third, fourth);
    }

    private static Call hidden() {
        return new Call(Kind.HIDDEN, -1, -1, false, false);
    }

    private static Call none() {
        return new Call(Kind.NONE, -1, -1, false, false);
    }

    /// Parses the kernel's line as of this machine.
    public static Call parse(String text) {
        return parse(text, ARCHITECTURE);
    }

    /// Parses the kernel's line: `running`, or the call's number and its arguments in hexadecimal,
    /// or -1 for no call.
    ///
    /// @param architecture as the JDK names it: `amd64`, `aarch64`, `riscv64`
    static Call parse(String text, String architecture) {
        String[] word = text.strip().split(" ", -1);
        if (word.length < 3) {
            return none(); // "running".
        }
        Table table = table(architecture);
        if (table == null) {
            return hidden();
        }
        try {
            long number = Long.parseLong(word[0]);
            return number < 0
                    ? none()
                    : table.call(
                            number,
                            number(word[1]),
                            number(word[2]),
                            number(word[3]),
                            number(word[4]));
        } catch (RuntimeException e) {
            return hidden();
        }
    }

    private static long number(String word) {
        return Long.parseUnsignedLong(word.substring(2), 16);
    }

    private static @Nullable Table table(String architecture) {
        return switch (architecture) {
            case "amd64" -> X86_64;
            case "aarch64", "riscv64" -> GENERIC;
            default -> null;
        };
    }
}
