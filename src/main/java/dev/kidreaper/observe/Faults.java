package dev.kidreaper.observe;

import dev.kidreaper.linux.LinuxException;
import dev.kidreaper.linux.OpenFile;
import dev.kidreaper.model.ProcessId;

/// How many page faults a worker has had that needed no disk (`minflt` of proc_pid_stat(5)), read
/// again and again through a file kept open. Every page that comes apart from the manager by
/// copy-on-write is one of them, though neither its address space nor its resident memory grows by
/// it. For one thread at a time.
public final class Faults implements AutoCloseable {
    private static final int MOST_BYTES = 1024;

    /// `minflt` is field 10, and the first after the command name is field 3.
    private static final int SPACES_BEFORE = 10 - 3;

    private final OpenFile stat;

    /// Opens it.
    ///
    /// @throws LinuxException ENOENT when there is no such process
    public Faults(Proc proc, ProcessId worker) throws LinuxException {
        stat = new OpenFile(proc.path(worker.pid(), "stat"), MOST_BYTES);
    }

    /// The number by now.
    ///
    /// @throws LinuxException ESRCH when the process is gone
    public long read() throws LinuxException {
        int length = stat.read();
        int at = length - 1;
        while (at > 0 && stat.byteAt(at) != ')') {
            at--;
        }
        at += 2;
        for (int spaces = 0; spaces < SPACES_BEFORE && at < length; at++) {
            spaces += stat.byteAt(at) == ' ' ? 1 : 0;
        }
        long faults = 0;
        for (; at < length && stat.byteAt(at) != ' '; at++) {
            faults = faults * 10 + stat.byteAt(at) - '0';
        }
        return faults;
    }

    @Override
    public void close() {
        stat.close();
    }
}
