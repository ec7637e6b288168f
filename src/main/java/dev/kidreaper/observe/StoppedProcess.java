package dev.kidreaper.observe;

import dev.kidreaper.linux.LinuxException;
import dev.kidreaper.linux.OpenFile;
import dev.kidreaper.model.ProcessId;
import java.io.File;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/// A close view of one worker while it is stopped and let go again: its state, its system call, its
/// sockets. The files stay open, since many looks may be needed. For one thread at a time.
public final class StoppedProcess implements AutoCloseable {
    /// Names the architecture whose system call numbers this machine has.
    private static final String ARCHITECTURE = System.getProperty("os.arch", "");

    private static final int STAT_BYTES = 1024;
    private static final int CALL_BYTES = 256;

    /// What a worker does between `accept` and the note that it serves takes some microseconds.
    private static final long AT_WORK_NANOS = 1_000_000;

    private final Proc proc;
    private final int pid;
    private final Map<Long, Long> begun = new HashMap<>();
    private final OpenFile stat;
    private final OpenFile syscall;
    private final Sockets sockets;

    /// Opens it.
    ///
    /// @throws LinuxException EACCES when we may not see into that process
    public StoppedProcess(Proc proc, ProcessId worker) throws LinuxException {
        this.proc = proc;
        pid = worker.pid();
        stat = new OpenFile(proc.path(pid, "stat"), STAT_BYTES);
        OpenFile opened = null;
        try {
            opened = new OpenFile(proc.path(pid, "syscall"), CALL_BYTES);
            sockets = new Sockets(proc, pid);
        } catch (LinuxException e) {
            stat.close();
            if (opened != null) {
                opened.close();
            }
            throw e;
        }
        syscall = opened;
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

    /// Whether it has been at work on every connection that it held at the last look: it has used
    /// processor time since it was first seen with it. To be asked at each look.
    public boolean isAtWork() throws Unreadable {
        Set<Long> connections = sockets.connections();
        long used = processorNanos();
        begun.keySet().retainAll(connections);
        connections.forEach(c -> begun.putIfAbsent(c, used));
        return !begun.isEmpty()
                && begun.values().stream().allMatch(since -> used - since >= AT_WORK_NANOS);
    }

    /// The kernel's count of it, finer than the ticks of `stat`; 0 where it keeps none.
    private long processorNanos() throws Unreadable {
        if (!new File(proc.path(pid, "schedstat")).exists()) {
            return 0;
        }
        String text = proc.text(pid, "schedstat");
        return Long.parseLong(text, 0, text.indexOf(' '), 10);
    }

    /// Its sockets.
    public Sockets sockets() {
        return sockets;
    }

    @Override
    public void close() {
        stat.close();
        syscall.close();
        sockets.close();
    }
}
