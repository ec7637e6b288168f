package dev.kidreaper.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;

/// Makes the kernel send a process one signal when this program ends, however it ends.
/*
 * Whoever stops a worker must not die before letting it go: a worker left stopped holds its request
 * for ever. No handler of ours runs on SIGKILL or when memory runs out, so the promise is given by
 * the kernel: both ends of a socket pair are set to signal-driven I/O (fcntl(2), O_ASYNC)
 * with the worker as owner and SIGCONT as signal. When we die, the kernel closes one end; the other
 * end's hang-up is then an event, and its owner gets the signal. Both ends are armed because the
 * order in which a dying process's files are closed is not defined.
 *
 * The owner is set by pid but held as a reference to the process, so a later reuse of the pid does
 * not redirect it. The caller checks through its pidfd, after arming, that the process still lives.
 *
 * Who is only suspended does not end. So from the first arming on, Ctrl-Z (SIGTSTP) is ignored: a
 * worker must not stand still for as long as somebody leaves kidreaper in the background.
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

    /// Arms it.
    ///
    /// @param pid the process to be signalled
    /// @param signal the signal's number
    /// @throws LinuxException ESRCH when there is no such process
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
