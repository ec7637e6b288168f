package dev.kidreaper.observe;

import dev.kidreaper.linux.LinuxException;
import dev.kidreaper.linux.OpenFile;
import dev.kidreaper.model.ProcessId;
import java.io.File;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The state, the system call and the sockets of one worker while it is stopped and continued. The
/// files stay open, since many readings may be needed. For one thread at a time.
public final class StoppedProcess implements AutoCloseable {
    private static final int STAT_BYTES = 1024;
    private static final int CALL_BYTES = 256;

    /// Longer than the microseconds between `accept` and the moment when a worker notes that it
    /// serves.
    private static final long AT_WORK_NANOS = 1_000_000;

    private final Proc proc;
    private final int pid;
    private final Map<Long, Long> begun = new HashMap<>();
    private final OpenFile stat;
    private final OpenFile syscall;
    private final Sockets sockets;

    /// Opens the files of a worker.
    ///
    /// @throws LinuxException EACCES if we may not see into the process
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

    /// The system call that it is in. While it runs, it may be in another one by now.
    ///
    /// @throws LinuxException EPERM if we may not see that
    public Call call() throws LinuxException {
        syscall.read();
        return Call.parse(syscall.text());
    }

    /// The calls that its threads are in, of a bounded number of threads.
    public List<Call> calls() throws Unreadable {
        return Threads.calls(proc, pid);
    }

    /// Whether some thread runs, and may be in any call, such as one that moves bytes: it is not
    /// seen to compute.
    public boolean mayMove() throws Unreadable {
        return Threads.mayMove(proc, pid);
    }

    /// Whether it has worked on every connection that it held at the last look: it has used
    /// processor time since it was first seen with the connection. To be called after each look.
    public boolean isAtWork() throws Unreadable {
        Set<Long> connections = sockets.connections();
        long used = processorNanos();
        begun.keySet().retainAll(connections);
        connections.forEach(c -> begun.putIfAbsent(c, used));
        return !begun.isEmpty()
                && begun.values().stream().allMatch(since -> used - since >= AT_WORK_NANOS);
    }

    /// The kernel's count of processor time, finer than the ticks of `stat`; 0 if it keeps none.
    private long processorNanos() throws Unreadable {
        if (!new File(proc.path(pid, "schedstat")).exists()) {
            return 0;
        }
        String text = proc.text(pid, "schedstat");
        return Long.parseLong(text, 0, text.indexOf(' '), 10);
    }

    /// The sockets of the worker.
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
