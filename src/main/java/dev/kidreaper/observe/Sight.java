package dev.kidreaper.observe;

import dev.kidreaper.linux.LinuxException;
import dev.kidreaper.linux.OpenFile;
import dev.kidreaper.model.ProcessId;

/// A close view of one worker while it is stopped and let go again: its state, its system call, its
/// sockets. The files stay open, since many looks may be needed. For one thread at a time.
public final class Sight implements AutoCloseable {
    /// Names the architecture whose system call numbers this machine has.
    private static final String ARCHITECTURE = System.getProperty("os.arch", "");

    private static final int STAT_BYTES = 1024;
    private static final int CALL_BYTES = 256;

    private final OpenFile stat;
    private final OpenFile syscall;
    private final Sockets sockets;

    /// Opens it.
    ///
    /// @throws LinuxException EACCES when we may not see into that process
    public Sight(Proc proc, ProcessId worker) throws LinuxException {
        int pid = worker.pid();
        stat = new OpenFile(proc.path(pid, "stat"), STAT_BYTES);
        try {
            syscall = new OpenFile(proc.path(pid, "syscall"), CALL_BYTES);
        } catch (LinuxException e) {
            stat.close();
            throw e;
        }
        sockets = new Sockets(proc, pid);
    }

    /// The worker's state, as {@link Stat#state()}.
    public char state() throws LinuxException {
        int length = stat.read();
        int close = length - 1;
        while (close > 0 && stat.byteAt(close) != ')') {
            close--;
        }
        return close + 2 < length ? (char) stat.byteAt(close + 2) : 'X';
    }

    /// The system call that it is in, meaningful while it is stopped.
    ///
    /// @throws LinuxException EPERM when we may not see that
    public Call call() throws LinuxException {
        syscall.read();
        return Call.parse(syscall.text(), ARCHITECTURE);
    }

    /// Its sockets.
    public Sockets sockets() {
        return sockets;
    }

    @Override
    public void close() {
        stat.close();
        syscall.close();
    }
}
