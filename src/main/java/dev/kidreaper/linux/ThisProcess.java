package dev.kidreaper.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;

/// What we ask of the kernel for ourselves: the scheduling policy of our threads (sched(7)), that
/// our memory stays, and what a signal does that the JVM keeps for itself. And what systemd is told
/// of us.
public final class ThisProcess {
    private static final int AF_UNIX = 1;
    private static final int SOCK_DGRAM = 2;
    private static final int SOCK_CLOEXEC = 0x80000;

    /// `struct sockaddr_un { unsigned short family; char path[108]; }`
    private static final int PATH_BYTES = 108;

    private static final long CLOCK_GETTIME =
            System.getProperty("os.arch", "").equals("aarch64") ? 113 : 228;
    private static final int CLOCK_BOOTTIME = 7;
    private static final CFunction ALARM = CFunction.named("alarm");
    private static final int SIGQUIT = 3;
    private static final int SCHED_OTHER = 0;
    private static final int SCHED_BATCH = 3;
    private static final int MCL_CURRENT = 1;
    private static final int MCL_FUTURE = 2;
    private static final int MCL_ONFAULT = 4;

    private ThisProcess() {}

    /// Sets `SCHED_BATCH` for the calling thread, and for the threads and processes that it starts
    /// from now on: when they wake up, they preempt no other thread, but wait for a free processor.
    /// It does nothing if the operator chose another policy for us, or if the kernel does not allow
    /// it.
    public static void letOthersFinish() {
        try (var arena = Arena.ofConfined()) {
            if (LibcProcess.schedGetScheduler(0) == SCHED_OTHER) {
                LibcProcess.schedSetScheduler(0, SCHED_BATCH, arena.allocate(JAVA_INT));
            }
        }
    }

    /// The time since the machine was started, in nanoseconds (CLOCK_BOOTTIME of clock_gettime(2)).
    /// Unlike {@link System#nanoTime} it goes on while the machine is suspended.
    public static long bootTime() {
        try (var arena = Arena.ofConfined()) {
            MemorySegment time = arena.allocate(JAVA_LONG, 2); // struct timespec
            if (LibcProcess.syscall(CLOCK_GETTIME, CLOCK_BOOTTIME, time.address(), 0, 0) != 0) {
                throw new IllegalStateException("[BUG] there is no CLOCK_BOOTTIME");
            }
            return time.getAtIndex(JAVA_LONG, 0) * 1_000_000_000L + time.getAtIndex(JAVA_LONG, 1);
        }
    }

    /// Keeps the memory that the program has touched, or will touch, out of swap (mlockall(2)): the
    /// program is needed most when memory is short. It locks on fault, so that reserved memory
    /// takes none.
    ///
    /// @throws LinuxException EPERM or ENOMEM if the limit on locked memory does not allow it
    public static void lockMemory() throws LinuxException {
        Native.check("mlockall", LibcProcess.mlockall(MCL_CURRENT | MCL_FUTURE | MCL_ONFAULT));
    }

    /// From now on QUIT brings ALRM, three seconds later. The JVM gives nobody else its QUIT, by
    /// which it prints all threads; ALRM it gives.
    /*
     * A handler must be a function that may be called at any moment (signal-safety(7)), so it
     * cannot be Java. alarm(2) may; as a handler it is called with the number of the signal, which
     * it takes for seconds (docs/decisions/0054-foreign-signals.md).
     */
    public static void quitBringsAlarm() {
        LibcProcess.signal(SIGQUIT, ALARM.address().address());
    }

    /// Tells systemd our state, such as `READY=1` (sd_notify(3)): one datagram. The JDK's channels
    /// have none for such sockets.
    ///
    /// @param socket the value of `NOTIFY_SOCKET`: a path, or `@` and an abstract name
    /// @throws LinuxException if nothing listens there
    public static void tellState(String socket, String state) throws LinuxException {
        byte[] path = socket.getBytes(StandardCharsets.UTF_8);
        byte[] text = state.getBytes(StandardCharsets.UTF_8);
        if (path.length == 0 || path.length >= PATH_BYTES) {
            throw new LinuxException("sendto " + socket, Errno.EINVAL);
        }
        if (path[0] == '@') {
            path[0] = 0;
        }
        int fd = Native.check("socket", Libc.socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0));
        try (var arena = Arena.ofConfined()) {
            var address = arena.allocate(2 + PATH_BYTES);
            address.set(JAVA_SHORT, 0, (short) AF_UNIX);
            address.asSlice(2, path.length).copyFrom(MemorySegment.ofArray(path));
            var data = arena.allocateFrom(JAVA_BYTE, text);
            long sent = Libc.sendto(fd, data, text.length, address, 2 + path.length);
            Native.check("sendto " + socket, sent);
        } finally {
            Libc.close(fd);
        }
    }
}
