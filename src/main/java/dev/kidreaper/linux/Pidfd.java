package dev.kidreaper.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.time.Duration;

/// A handle to one process that never means another one (pidfd_open(2)). It is opened by a bare
/// pid. So the caller checks *afterwards* that it is the right process.
public final class Pidfd implements AutoCloseable {
    /// The name of the call that opens one, as {@link LinuxException#call} has it.
    public static final String OPEN = "pidfd_open";

    /// The name of the call that sends a signal.
    public static final String SEND = "pidfd_send_signal";

    private static final long PIDFD_SEND_SIGNAL = 424;
    private static final long PIDFD_OPEN = 434;

    /// `PIDFD_SIGNAL_PROCESS_GROUP`.
    private static final long TO_GROUP = 4;

    private static final short POLLIN = 1;

    /// `struct pollfd { int fd; short events; short revents; }`, 8 bytes.
    private static final StructLayout POLLFD =
            MemoryLayout.structLayout(
                    JAVA_INT.withName("fd"),
                    JAVA_SHORT.withName("events"),
                    JAVA_SHORT.withName("revents"));

    private final int fd;

    private Pidfd(int fd) {
        this.fd = fd;
    }

    /// Opens a handle to the process that has a pid now.
    ///
    /// @throws LinuxException ESRCH if there is none; EINVAL if it is a thread; ENOSYS before Linux
    ///   5.3
    public static Pidfd open(int pid) throws LinuxException {
        long fd = LibcProcess.syscall(PIDFD_OPEN, pid, 0, 0, 0);
        return new Pidfd(Native.check(OPEN, fd));
    }

    /// Sends a signal (pidfd_send_signal(2)).
    ///
    /// @param number the signal's number; 0 only asks whether it could be sent
    /// @throws LinuxException ESRCH if the process is gone, EPERM if we may not signal it
    public void signal(int number) throws LinuxException {
        Native.check(SEND, LibcProcess.syscall(PIDFD_SEND_SIGNAL, fd, number, 0, 0));
    }

    /// Sends a signal to the process's whole group; before Linux 6.9 to the process alone.
    ///
    /// @param number the signal's number
    /// @throws LinuxException ESRCH if all of them are gone, EPERM if we may signal none of them
    public void signalGroup(int number) throws LinuxException {
        long sent = LibcProcess.syscall(PIDFD_SEND_SIGNAL, fd, number, 0, TO_GROUP);
        if (sent < 0 && Native.errno() == Errno.EINVAL) {
            signal(number);
        } else {
            Native.check(SEND, sent);
        }
    }

    /// Waits for the exit of the process (a zombie has exited), and says whether it came in time.
    public boolean awaitExit(Duration longest) throws LinuxException {
        long end = System.nanoTime() + longest.toNanos();
        try (var arena = Arena.ofConfined()) {
            MemorySegment pollfd = arena.allocate(POLLFD);
            pollfd.set(JAVA_INT, 0, fd);
            pollfd.set(JAVA_SHORT, 4, POLLIN);
            while (true) {
                long left = Math.max(0, end - System.nanoTime());
                int millis = (int) Math.min(Integer.MAX_VALUE, (left + 999_999) / 1_000_000);
                int ready = Libc.poll(pollfd.address(), 1, millis);
                if (ready > 0) {
                    return true;
                }
                if (ready < 0 && Native.errno() != Errno.EINTR) {
                    throw new LinuxException("poll", Native.errno());
                }
                if (left == 0) {
                    return false;
                }
            }
        }
    }

    int descriptor() {
        return fd;
    }

    /// Whether the process has exited.
    public boolean hasExited() throws LinuxException {
        return awaitExit(Duration.ZERO);
    }

    @Override
    public void close() {
        Libc.close(fd);
    }
}
