package dev.kidreaper.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;

/// A switch by which the kernel sends a process one signal when this program ends, however it ends.
/*
 * A program that stops a worker must not die before it continues the worker: a worker left stopped
 * holds its request for ever. No handler of ours runs on SIGKILL or when memory runs out, so the
 * kernel must do it. Both ends of a socket pair are set to signal-driven I/O (fcntl(2), O_ASYNC),
 * with the worker as owner and SIGCONT as signal. When we die, the kernel closes one end. The
 * hang-up at the other end is then an event, and its owner gets the signal. Both ends are armed,
 * because the kernel closes a dying process's files in no defined order.
 *
 * The owner is set by pid, but the kernel holds it as a reference to the process. So a later reuse
 * of the pid does not redirect the signal. After arming, the caller checks through its pidfd that
 * the process still lives.
 *
 * A suspended program does not end. So from the first arming on, Ctrl-Z (SIGTSTP) is ignored: a
 * worker must not stay stopped while kidreaper is in the background.
 */
public final class DeadManSwitch implements AutoCloseable {
    private static final int AF_UNIX = 1;
    private static final int SOCK_STREAM = 1;
    private static final int SOCK_CLOEXEC = 0x80000;
    private static final int F_SETFL = 4;
    private static final int F_SETOWN = 8;
    private static final int F_SETSIG = 10;
    private static final int O_ASYNC = 0x2000;
    private static final int SIGTSTP = 20;
    private static final long SIG_IGN = 1;

    private final int first;
    private final int second;

    private DeadManSwitch(int first, int second) {
        this.first = first;
        this.second = second;
    }

    /// Arms a switch.
    ///
    /// @param pid the process to signal
    /// @param signal the signal's number
    /// @throws LinuxException ESRCH if there is no such process
    public static DeadManSwitch arm(int pid, int signal) throws LinuxException {
        Native.check("signal", LibcProcess.signal(SIGTSTP, SIG_IGN));
        try (var arena = Arena.ofConfined()) {
            var pair = arena.allocate(JAVA_INT, 2);
            int made = Libc.socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair);
            Native.check("socketpair", made);
            var armed =
                    new DeadManSwitch(pair.getAtIndex(JAVA_INT, 0), pair.getAtIndex(JAVA_INT, 1));
            try {
                armEnd(armed.first, pid, signal);
                armEnd(armed.second, pid, signal);
            } catch (LinuxException e) {
                armed.close();
                throw e;
            }
            return armed;
        }
    }

    private static void armEnd(int fd, int pid, int signal) throws LinuxException {
        Native.check("fcntl(F_SETOWN)", Libc.fcntl(fd, F_SETOWN, pid));
        Native.check("fcntl(F_SETSIG)", Libc.fcntl(fd, F_SETSIG, signal));
        Native.check("fcntl(F_SETFL)", Libc.fcntl(fd, F_SETFL, O_ASYNC));
    }

    /// Disarms it without a signal.
    @Override
    public void close() {
        Libc.fcntl(first, F_SETFL, 0);
        Libc.fcntl(second, F_SETFL, 0);
        Libc.close(first);
        Libc.close(second);
    }
}
