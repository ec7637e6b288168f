package dev.kidreaper.linux;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// The file descriptors of this program: how many it may have, and whether any are left.
public final class Descriptors {
    private static final int RLIMIT_NOFILE = 7;
    private static final int O_CLOEXEC = 0x80000;

    private Descriptors() {}

    /// How many it may have at once (getrlimit(2), `RLIMIT_NOFILE`).
    public static long limit() {
        try (var arena = Arena.ofConfined()) {
            MemorySegment both = arena.allocate(JAVA_LONG, 2);
            int asked = LibcProcess.getrlimit(RLIMIT_NOFILE, both);
            return asked < 0 ? Long.MAX_VALUE : both.get(JAVA_LONG, 0);
        }
    }

    /// Whether none are left, neither to this program nor to the machine. To be asked after
    /// something could not be opened: the JDK does not tell the reason.
    public static boolean areExhausted() {
        try (var arena = Arena.ofConfined()) {
            int fd = Libc.open(arena.allocateFrom("/"), O_CLOEXEC);
            if (fd < 0) {
                return isExhausted(Native.errno());
            }
            Libc.close(fd);
            return false;
        }
    }

    static boolean isExhausted(int errno) {
        return errno == Errno.EMFILE || errno == Errno.ENFILE;
    }

    /// What is said where none are left, a sentence.
    public static String sentence() {
        return "out of file descriptors (limit " + limit() + ")";
    }
}
